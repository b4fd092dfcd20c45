import { it } from 'vitest'

/** Promises that are built, one line each, with the sentence that a test proves. The gate (test/promises.test.ts) fails on an id that is cited but not here, or here but cited by no test. */
export const promises = {
  'INV-1':
    'every AI system is registered with owner (an active person), purpose, risk class and answers, data classes, environment, vendor; one that lacks something is visibly incomplete and fails its control',
  'IAM-1':
    'local accounts with password + TOTP and passkeys (user verified, single-use challenges, bound to the public name), recovery codes, lock-out; each change with its entry and event in one transaction',
  'OPS-1':
    '`npm start` starts an embedded database and the whole product as one process tree, and prints one line',
  'OPS-3':
    'backup and restore commands, tested; health, readiness; configuration validated at start; graceful shutdown',
  'SEC-1': 'cross-tenant access answers not-found',
  'LED-5':
    '`sealwright verify` and a single-file offline verifier: signature, consistency, inclusion, openings, completeness, sample re-draw; exit codes tell tampered from incomplete',
  'GW-1':
    'OpenAI chat completions, Responses, embeddings, models and Anthropic messages, JSON and SSE, tools, images, usage; official clients by base URL and key alone; unknown fields pass; OpenAI, Azure, Anthropic, Bedrock, Vertex/Gemini, Mistral and compatible upstreams',
  'GW-7':
    'guardrails have the same verdict on JSON and on streams; a window is never released ahead of and never buffers the whole; a whole-text detector holds it (bounded) or is late',
  'LED-1':
    'append-only Merkle log: RFC 6962 hashing, C2SP tiles, checkpoints and signed notes, Ed25519; verifiable with independent tools',
  'CTRL-1':
    'a catalogue of at least 60 AI controls as code, each with statement, risk, mapped criteria with a rationale per link; all 61 criteria ids in our own words',
  'CTRL-3':
    'tests run on change and on schedule with full history; a control has an owner; waivers have an end, a compensating control and the approval of another person, and change no result',
  'CTRL-2':
    'tests are predicates over a frozen population, run by one small interpreter that the offline verifier carries too; empty, stale, observe-mode or untested is never pass',
  'GW-8':
    'policies run in observe or enforce per route, can be dry-run, are versioned; tightening needs one person, loosening another; intervals in observe are reported; daily labelled probes show each enforced guard alive or not',
  'GW-3':
    'each record: time, principal (key, or service and team of a token), end user (asserted or verified), system, version dispatched, policy version, verdicts with reasons, tokens, cost, latencies, sealed input and output; attribution fixed at write time',
  'LED-2':
    'a state change, its event and its entry commit together; no acknowledged entry is lost or reordered across crash, full disk, two sequencers; a restored backup opens a new log that names the old',
  'LED-3':
    'payloads are sealed outside the leaf; erasing one keeps every proof valid and leaves a record of who erased it, why and under which request',
  'LED-4':
    'anchoring to a git remote under other control; a local folder counts as none; since when the log is unanchored is told',
  'GW-6':
    'timeouts, retries with a budget, circuit breakers, fallbacks re-checked against the newest policy, a static safe answer, an answer cache that crosses neither principals nor policies; a kill switch reaches every connected gateway within 2 s; the client is told by headers, the record keeps it',
  'GW-9':
    'OpenTelemetry GenAI spans and metrics over OTLP/HTTP, Prometheus metrics, `server-timing`; no payload in any of them, and no call waits for them',
  'GW-2':
    'every call has one call id, one intent and one outcome (or `unknown` after a kill); after kill -9 no call that a client saw answered is missing',
  'GUARD-2':
    'personal data of a request can be flagged, masked, tokenised reversibly (turned back in the answer, streamed or not) or blocked',
  'GUARD-4':
    'answers are judged for leaked prompts and canaries, echoes of sensitive input, unsafe content, JSON off its schema, groundedness, invented sources, dangerous code and links that carry data out',
  'GUARD-3':
    'secrets and credentials are found: provider keys, cloud keys, private keys, JWTs, connection strings, high entropy in context',
  'GUARD-5':
    'external detectors by a small HTTP contract and by known servers, each with deadline, size cap, circuit breaker and a declared meaning of its failure',
  'GW-4':
    'every request is authenticated (virtual keys, hashed at rest, scoped, expiring, rotatable; OIDC/JWT of trusted issuers) and authorised by Cedar: which principal may call which system’s route, for which environment; no open endpoint',
  'GW-5':
    'limits of requests, concurrency, tokens and cost per key, user, system, route and model, reserved before and settled after the call so that concurrent calls cannot overspend; extraction defence (volume, coverage, near-duplicate and logprob-probing signals) throttles and alerts',
  'GUARD-6': 'detectors are pure, time-bounded, fuzzed, and usable as a library and as `sealwright guard`',
  'UX-4':
    'the REST API is described by an OpenAPI 3.1 document, made from the schemas that validate and browsable in the console; it names every route, and answers are held against it; a change with an idempotency key is carried out at most once and answered again, over servers and kills',
} as const satisfies Record<string, string>

/** A test that proves a promise. Fails like any other test; its citation is what the gate counts. */
export function verifies(
  id: keyof typeof promises,
  guarantee: string,
  run: () => Promise<void> | void,
  timeoutMs?: number,
): void {
  it(`${id}: ${guarantee}`, run, timeoutMs)
}
