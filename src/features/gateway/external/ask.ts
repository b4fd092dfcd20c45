import { ProblemError } from '../../../lib/problem.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Outbound } from '../../../platform/outbound.ts'
import type { Finding } from '../../guardrails/contract.ts'
import type { ActiveDetector } from '../../policies/index.ts'
import { awsKey } from './aws-key.ts'
import { Breaker, breakerDefaults } from '../resilience/breaker.ts'
import { piecesOf, placed, type AskedText, type Piece } from './pieces.ts'
import { servers } from './servers.ts'
import { signV4 } from '../upstreams/sigv4.ts'

/** Why a detector gave no verdict; a closed set, so that no server's words get into records. */
export type AskFailure =
  'deadline' | 'unreachable' | 'status' | 'answer_invalid' | 'circuit_open' | 'text_too_long'
export type Told = ReadonlyMap<string, readonly Finding[]> | { readonly error: AskFailure }

const JSON_BODY = { 'content-type': 'application/json' } as const

/** A verdict of any of these servers has some KB. */
const ANSWER_BYTES_MAX = 1_048_576
/** Questions of one call to one server that run at once. */
const AT_ONCE = 4

/**
 * Asks external detectors (GUARD-5): each with its deadline, a cap on what it may answer, and a circuit breaker, so that one that is down costs
 * calls nothing but its verdict. LIMIT: breakers are per process.
 */
export class ExternalDetectors {
  readonly #outbound: Pick<Outbound, 'fetch'>
  readonly #clock: Clock
  readonly #breakers = new Map<string, Breaker>()

  constructor(outbound: Pick<Outbound, 'fetch'>, clock: Clock) {
    this.#outbound = outbound
    this.#clock = clock
  }

  /** Findings by text, or why there are none: one piece without a verdict leaves the whole without. Never rejects. */
  async ask(detector: ActiveDetector, texts: readonly AskedText[], side: 'input' | 'output'): Promise<Told> {
    const pieces = piecesOf(texts, detector.options.charsMax)
    if (pieces === null) return { error: 'text_too_long' }
    const found = new Map<string, Finding[]>(texts.map((t) => [t.text, []]))
    const left = [...pieces]
    let failed: AskFailure | null = null
    const worker = async (): Promise<void> => {
      for (let piece = left.shift(); piece !== undefined && failed === null; piece = left.shift()) {
        const said = await this.#one(detector, piece, side)
        if (typeof said === 'string') failed = said
        else for (const [text, finding] of said) found.get(text)?.push(finding)
      }
    }
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, pieces.length) }, worker))
    return failed === null ? found : { error: failed }
  }

  async #one(
    detector: ActiveDetector,
    piece: Piece,
    side: 'input' | 'output',
  ): Promise<AskFailure | ReturnType<typeof placed>> {
    const breaker = this.#breakerOf(detector)
    const pass = breaker.enter()
    if (pass === null) return 'circuit_open'
    const server = servers[detector.kind]
    const question = { text: piece.text, origin: piece.origin, side }
    const { path, headers, body } = server.ask(question, detector)
    const url = `${detector.baseUrl}${path}`
    const bytes = Buffer.from(JSON.stringify(body))
    try {
      const answer = await this.#outbound.fetch({
        url,
        method: 'POST',
        headers: {
          accept: 'application/json',
          ...JSON_BODY,
          ...headers,
          ...this.#signed(detector, url, bytes),
        },
        body: bytes,
        deadlineMs: detector.options.deadlineMs,
        bodyBytesMax: ANSWER_BYTES_MAX,
      })
      if (answer.status < 200 || answer.status > 299) {
        // our own fault (a wrong key, a wrong path) is no reason to try again either
        breaker.failed(pass)
        return 'status'
      }
      const said = server.read(JSON.parse(answer.body.toString('utf8')), question)
      breaker.succeeded(pass)
      return placed(piece, said, detector.name)
    } catch (cause) {
      breaker.failed(pass)
      return failureOf(cause)
    }
  }

  /** AWS keys sign each request; a Bedrock API key is a bearer token and needs nothing here. */
  #signed(
    { kind, key, options }: ActiveDetector,
    url: string,
    body: Uint8Array,
  ): Readonly<Record<string, string>> {
    if (kind !== 'bedrock-guardrail' || key === null) return {}
    const aws = awsKey(key)
    if (aws === null) return {}
    const { host, pathname } = new URL(url)
    return signV4({ method: 'POST', host, path: pathname, query: '', headers: JSON_BODY, body }, aws, {
      region: options.region ?? '',
      service: 'bedrock',
      atMs: this.#clock.nowMs(),
    })
  }

  #breakerOf(detector: ActiveDetector): Breaker {
    const key = `${detector.kind} ${detector.baseUrl} ${detector.name}`
    let breaker = this.#breakers.get(key)
    if (breaker === undefined) {
      // forgotten all at once: what is down is found down again after five calls
      if (this.#breakers.size >= 1_000) this.#breakers.clear()
      this.#breakers.set(
        key,
        (breaker = new Breaker(breakerDefaults, () => this.#clock.monotonicUs() / 1_000)),
      )
    }
    return breaker
  }
}

/** What a server sent is read by its adapter, which throws on everything else: too much, cut off, not JSON, not its shape. */
function failureOf(cause: unknown): AskFailure {
  if (!(cause instanceof ProblemError)) return 'answer_invalid'
  const { code } = cause.problem
  return code === 'outbound_timeout'
    ? 'deadline'
    : code === 'outbound_too_large'
      ? 'answer_invalid'
      : 'unreachable'
}
