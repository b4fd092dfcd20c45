import { expect, it } from 'vitest'
import { verifies } from '../../../../test/promises.ts'
import type { OrgId } from '../../../lib/ids.ts'
import { defaultDetectors, guards, inputGuards, type Detector } from '../../guardrails/index.ts'
import { policySpecSchema } from '../../policies/contract.ts'
import type { PolicyPart } from '../snapshot.ts'
import { probesFor } from './probe-texts.ts'
import { germanIban, withLuhn } from './probe-values.ts'
import { alive, probePolicy, type ProbeDeps } from './run-probes.ts'

const own = guards.filter((g) => g !== 'external')
const rule = (guard: string, action = 'block', more = {}) => ({ guard, mode: 'enforce', action, ...more })
const policy = (input: readonly object[], output: readonly object[], more = {}): PolicyPart => ({
  id: 'p',
  org: 'o' as OrgId,
  name: 'guard',
  version: 1,
  digest: 'd',
  spec: policySpecSchema.parse({ input, output, ...more }),
})
const deps = (detectors: readonly Detector[] = defaultDetectors): ProbeDeps => ({
  detectors,
  servers: null,
  clock: { nowMs: () => Date.parse('2026-11-27T12:00:00Z'), monotonicUs: () => 0 },
})
/** Made anew for each list of detectors: plans are kept by policy. */
const everything = (): PolicyPart =>
  policy(
    inputGuards.filter((g) => g !== 'external').map((g) => rule(g)),
    own.map((g) => rule(g)),
  )
/** The installed detectors with one guard gone blind. */
const blind = (guard: string): Detector[] =>
  defaultDetectors.map((d): Detector => {
    if (d.guard !== guard) return d
    const deaf: Detector = {
      ...d,
      scan: () => [],
      mayHaveBegun: (text) => text.length,
      advance: (text) => ({ findings: [], hold: text.length }),
    }
    return d.bind === undefined ? deaf : { ...deaf, bind: () => deaf }
  })

verifies(
  'GW-8',
  'probes drawn anew find every enforced guard alive, on requests and on answers',
  async () => {
    for (let seed = 0; seed < 12; seed++) {
      const results = await probePolicy(everything(), `seed ${seed}`, deps())
      expect(results.map((r) => `${r.side} ${r.guard}`)).toEqual([
        ...['injection', 'secrets', 'pii', 'unsafe'].map((g) => `input ${g}`),
        ...own.map((g) => `output ${g}`),
      ])
      expect(results.filter((r) => !alive(r))).toEqual([])
      expect(results.every((r) => r.hostile > 0 && r.stopped === r.hostile)).toBe(true)
    }
  },
)

it.each(own)('a guard gone blind is found, and no other is blamed: %s', async (guard) => {
  const results = await probePolicy(everything(), 'seed', deps(blind(guard)))
  const dead = results.filter((r) => !alive(r))
  expect(dead.length).toBeGreaterThan(0)
  expect(dead.every((r) => r.guard === guard && r.missed.length === r.hostile)).toBe(true)
})

it('a guard that stops harmless texts is found', async () => {
  const eager = defaultDetectors.map((d): Detector =>
    d.guard === 'pii'
      ? {
          ...d,
          scan: (text) => [{ guard: 'pii', type: 'person', start: 0, end: text.length, score: 1 }],
          advance: (text) => ({
            findings:
              text === '' ? [] : [{ guard: 'pii', type: 'person', start: 0, end: text.length, score: 1 }],
            hold: text.length,
          }),
        }
      : d,
  )
  const [result] = await probePolicy(policy([rule('pii', 'mask')], []), 'seed', deps(eager))
  expect(result?.alarms).toEqual(['harmless.delivery', 'harmless.translate', 'harmless.tool'])
})

it('a guard that fails is not alive, although its failure blocks', async () => {
  const broken = defaultDetectors.map((d): Detector =>
    d.guard === 'secrets'
      ? {
          ...d,
          scan: () => {
            throw new Error('broken')
          },
        }
      : d,
  )
  const [result] = await probePolicy(policy([rule('secrets')], []), 'seed', deps(broken))
  expect(result).toMatchObject({ failure: 'guard_error', stopped: 0 })
})

it('masks are held to what they must take away, and a guard that another one outruns is judged alone', async () => {
  const masks = policy(
    [rule('secrets', 'mask'), rule('pii', 'tokenise')],
    [rule('pii'), rule('secrets', 'mask'), rule('echo')],
  )
  expect((await probePolicy(masks, 'seed', deps())).filter((r) => !alive(r))).toEqual([])
})

it('probes keep to the types that the rules name; where none is left, the guard is not shown alive', async () => {
  const results = await probePolicy(
    policy([rule('pii', 'mask', { types: ['iban'] }), rule('secrets', 'block', { types: ['made_up'] })], []),
    'seed',
    deps(),
  )
  expect(results).toMatchObject([
    { guard: 'pii', hostile: 1, stopped: 1, failure: '' },
    { guard: 'secrets', hostile: 0, failure: 'no_probe' },
  ])
})

it('rules that observe or only flag are not probed: they are not enforced', async () => {
  const watching = policy([{ ...rule('pii', 'mask'), mode: 'observe' }, rule('injection', 'flag')], [])
  expect(await probePolicy(watching, 'seed', deps())).toEqual([])
})

it('what an exception lets pass is not missed, until the exception ends', async () => {
  const exception = {
    id: 'shop',
    side: 'input',
    guard: 'pii',
    types: ['email', 'credit_card', 'iban', 'ssn', 'phone'],
    owner: 'ana',
    reason: 'the shop needs all of it',
    expires: '2026-11-28T00:00:00Z',
  }
  const input = [rule('pii', 'block')]
  const [open] = await probePolicy(policy(input, [], { exceptions: [exception] }), 'seed', deps())
  expect(open?.missed).toEqual([])
  const ended = { ...exception, expires: '2026-11-26T00:00:00Z' }
  const [shut] = await probePolicy(policy(input, [], { exceptions: [ended] }), 'seed', deps())
  expect(shut).toMatchObject({ hostile: 5, stopped: 5 })
})

it('the same seed gives the same texts, another seed others; numbers carry right check digits', () => {
  const texts = (seed: string) =>
    JSON.stringify(probesFor({ side: 'input', guard: 'pii', types: null, server: null }, seed))
  expect(texts('a')).toBe(texts('a'))
  expect(texts('a')).not.toBe(texts('b'))
  expect(withLuhn('455673758689985')).toBe('4556737586899855')
  expect(germanIban('370400440532013000')).toBe('DE89370400440532013000')
})

it('servers whose business nobody here knows get harmless texts only; of others the guard they stand for', () => {
  const ids = (server: string) =>
    probesFor({ side: 'input', guard: 'external', types: null, server }, 'seed')
      .filter((p) => p.label === 'hostile')
      .map((p) => p.id)
  expect(ids('http')).toEqual([])
  expect(ids('prompt-guard')).toEqual(['injection.user1', 'injection.user2', 'injection.tool1'])
  expect(ids('llama-guard')).toEqual(['unsafe.weapons'])
})
