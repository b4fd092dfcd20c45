import { describe, expect, it } from 'vitest'
import { classifyChange, loosens } from './classify.ts'
import { policySpecSchema, type Exception, type GuardRule, type PolicySpec } from './contract.ts'
import { modeOf, modesOf, specDigest } from './model.ts'

const rule = (more: Partial<GuardRule> = {}): GuardRule => ({
  guard: 'injection',
  mode: 'enforce',
  action: 'block',
  threshold: 0.5,
  ...more,
})
const exception = (more: Partial<Exception> = {}): Exception => ({
  id: 'desk',
  side: 'input',
  guard: 'pii',
  owner: 'ada',
  reason: 'the public address of our help desk',
  expires: '2027-01-01T00:00:00Z',
  ...more,
})
const spec = (more: Partial<PolicySpec> = {}): PolicySpec => ({
  ...policySpecSchema.parse({ input: [rule()], output: [] }),
  ...more,
})
const effects = (before: PolicySpec, after: PolicySpec) =>
  classifyChange(before, after).map((c) => `${c.path} ${c.effect}`)

describe('what a change does', () => {
  it.each<[string, PolicySpec, PolicySpec, string[]]>([
    ['nothing', spec(), spec(), []],
    [
      'enforce to observe',
      spec(),
      spec({ input: [rule({ mode: 'observe' })] }),
      ['input.injection.mode loosens'],
    ],
    [
      'observe to enforce',
      spec({ input: [rule({ mode: 'observe' })] }),
      spec(),
      ['input.injection.mode tightens'],
    ],
    [
      'threshold up',
      spec(),
      spec({ input: [rule({ threshold: 0.6 })] }),
      ['input.injection.threshold loosens'],
    ],
    [
      'threshold down',
      spec(),
      spec({ input: [rule({ threshold: 0.4 })] }),
      ['input.injection.threshold tightens'],
    ],
    [
      'weaker action',
      spec(),
      spec({ input: [rule({ action: 'mask' })] }),
      ['input.injection.action loosens'],
    ],
    ['rule removed', spec(), spec({ input: [] }), ['input.injection loosens']],
    ['rule added', spec(), spec({ output: [rule({ guard: 'pii' })] }), ['output.pii tightens']],
    [
      'types named where all counted',
      spec(),
      spec({ input: [rule({ types: ['x'] })] }),
      ['input.injection.types loosens'],
    ],
    [
      'a type taken out',
      spec({ input: [rule({ guard: 'pii', types: ['email', 'iban'] })] }),
      spec({ input: [rule({ guard: 'pii', types: ['email'] })] }),
      ['input.pii.types loosens'],
    ],
    [
      'a type added',
      spec({ input: [rule({ guard: 'pii', types: ['email'] })] }),
      spec({ input: [rule({ guard: 'pii', types: ['email', 'iban'] })] }),
      ['input.pii.types tightens'],
    ],
    ['guard errors allowed', spec(), spec({ onGuardError: 'allow' }), ['onGuardError loosens']],
    ['less recorded', spec(), spec({ logging: 'metadata' }), ['logging loosens']],
    ['more recorded', spec({ logging: 'metadata' }), spec(), ['logging neutral']],
    [
      'a limit raised',
      spec({ limits: { requestsPerMinute: 10, tokensPerDay: null, bodyBytesMax: 10 } }),
      spec({ limits: { requestsPerMinute: 11, tokensPerDay: null, bodyBytesMax: 10 } }),
      ['limits.requestsPerMinute loosens'],
    ],
    [
      'a limit taken away and one set',
      spec({ limits: { requestsPerMinute: 10, tokensPerDay: null, bodyBytesMax: 10 } }),
      spec({ limits: { requestsPerMinute: null, tokensPerDay: 5, bodyBytesMax: 10 } }),
      ['limits.requestsPerMinute loosens', 'limits.tokensPerDay tightens'],
    ],
    [
      'masked to tokenised',
      spec({ input: [rule({ guard: 'pii', action: 'mask' })] }),
      spec({ input: [rule({ guard: 'pii', action: 'tokenise' })] }),
      ['input.pii.action loosens'],
    ],
    [
      'blocked to repaired',
      spec({ output: [rule({ guard: 'schema' })] }),
      spec({ output: [rule({ guard: 'schema', action: 'repair' })] }),
      ['output.schema.action loosens'],
    ],
    [
      'a flag level added',
      spec(),
      spec({ input: [rule({ flagFrom: 0.3 })] }),
      ['input.injection.flagFrom tightens'],
    ],
    [
      'a flag level taken away',
      spec({ input: [rule({ flagFrom: 0.3 })] }),
      spec(),
      ['input.injection.flagFrom loosens'],
    ],
    [
      'another external detector',
      spec({ input: [rule({ guard: 'external', detector: 'a' })] }),
      spec({ input: [rule({ guard: 'external', detector: 'b' })] }),
      ['input.external.detector loosens'],
    ],
    [
      'a host allowed',
      spec(),
      spec({ options: { canaries: [], allowHosts: ['example.com'], packages: [] } }),
      ['options.allowHosts loosens'],
    ],
    [
      'a canary added, a host taken out',
      spec({ options: { canaries: [], allowHosts: ['example.com'], packages: [] } }),
      spec({ options: { canaries: ['blue-heron-71'], allowHosts: [], packages: [] } }),
      ['options.canaries tightens', 'options.allowHosts tightens'],
    ],
    [
      'a schema set',
      spec(),
      spec({ options: { canaries: [], allowHosts: [], packages: [], schema: { type: 'object' } } }),
      ['options.schema tightens'],
    ],
    [
      'a schema changed',
      spec({ options: { canaries: [], allowHosts: [], packages: [], schema: { type: 'object' } } }),
      spec({ options: { canaries: [], allowHosts: [], packages: [], schema: { type: 'array' } } }),
      ['options.schema loosens'],
    ],
    ['an exception', spec(), spec({ exceptions: [exception()] }), ['exceptions.desk loosens']],
    ['an exception ended', spec({ exceptions: [exception()] }), spec(), ['exceptions.desk tightens']],
    [
      'an exception for longer',
      spec({ exceptions: [exception()] }),
      spec({ exceptions: [exception({ expires: '2027-02-01T00:00:00Z' })] }),
      ['exceptions.desk loosens'],
    ],
    [
      'an exception for all types',
      spec({ exceptions: [exception({ types: ['email'] })] }),
      spec({ exceptions: [exception()] }),
      ['exceptions.desk loosens'],
    ],
    [
      'an exception for less',
      spec({ exceptions: [exception()] }),
      spec({ exceptions: [exception({ texts: ['help@example.org'] })] }),
      ['exceptions.desk tightens'],
    ],
    [
      'an exception with another owner',
      spec({ exceptions: [exception()] }),
      spec({ exceptions: [exception({ owner: 'ben' })] }),
      ['exceptions.desk neutral'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(effects(before, after)).toEqual(expected)
  })

  it('two rules that trade places or split one into two by type change nothing', () => {
    const a = rule({ guard: 'pii', types: ['email'] })
    const b = rule({ guard: 'pii', types: ['iban'] })
    expect(loosens(classifyChange(spec({ input: [a, b] }), spec({ input: [b, a] })))).toBe(false)
    expect(loosens(classifyChange(spec({ input: [a, b] }), spec({ input: [rule({ guard: 'pii' })] })))).toBe(
      false,
    )
    expect(loosens(classifyChange(spec({ input: [rule({ guard: 'pii' })] }), spec({ input: [a, b] })))).toBe(
      true,
    )
  })

  it('a milder field behind a stronger rule is not a loosening, and one hidden behind a new rule is', () => {
    const strong = rule({ threshold: 0.3 })
    expect(
      loosens(
        classifyChange(
          spec({ input: [strong, rule()] }),
          spec({ input: [strong, rule({ threshold: 0.9 })] }),
        ),
      ),
    ).toBe(false)
    // More rules than before, yet a finding at 0.5 is only masked now.
    expect(
      loosens(
        classifyChange(
          spec(),
          spec({ input: [rule({ action: 'mask' }), rule({ threshold: 0.8 }), rule({ guard: 'secrets' })] }),
        ),
      ),
    ).toBe(true)
  })

  it('never calls a change harmless under which some finding is treated more mildly', () => {
    let seed = 7
    const random = (n: number): number => ((seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 8) % n
    const types = ['email', 'iban', 'phone']
    const actions = ['flag', 'tokenise', 'mask', 'block'] as const
    const any = (): GuardRule => ({
      guard: 'pii',
      mode: random(2) === 0 ? 'observe' : 'enforce',
      action: actions[random(4)] ?? 'flag',
      threshold: [0.1, 0.3, 0.5, 0.9][random(4)] ?? 0,
      ...(random(3) === 0 ? { flagFrom: 0 } : {}),
      ...(random(2) === 0 ? {} : { types: types.filter(() => random(2) === 0) }),
    })
    const treat = (rules: readonly GuardRule[], type: string, score: number): number =>
      Math.max(
        0,
        ...rules
          .filter(
            (r) => score >= (r.flagFrom ?? r.threshold) && (r.types === undefined || r.types.includes(type)),
          )
          .map((r) =>
            r.mode === 'observe' ? 1 : score < r.threshold ? 2 : 2 + actions.findIndex((a) => a === r.action),
          ),
      )
    let loose = 0
    for (let i = 0; i < 3000; i++) {
      const before = Array.from({ length: random(4) }, any)
      const after = Array.from({ length: random(4) }, any)
      const milder = [...types, 'other'].some((type) =>
        [0, 0.1, 0.3, 0.4, 0.5, 0.7, 0.9, 1].some(
          (score) => treat(after, type, score) < treat(before, type, score),
        ),
      )
      if (milder) loose++
      expect(
        loosens(classifyChange(spec({ input: before }), spec({ input: after }))),
        JSON.stringify({ before, after }),
      ).toBe(milder)
    }
    expect(loose).toBeGreaterThan(500)
  })
})

describe('digest and modes', () => {
  it('the digest follows what the policy says, not how it is written', () => {
    expect(specDigest(spec())).toBe(specDigest(policySpecSchema.parse(JSON.parse(JSON.stringify(spec())))))
    expect(specDigest(spec())).not.toBe(specDigest(spec({ input: [rule({ threshold: 0.501 })] })))
    expect(specDigest(spec({ input: [rule({ types: ['a', 'b'] })] }))).toBe(
      specDigest(spec({ input: [rule({ types: ['b', 'a'] })] })),
    )
  })
  it('the digest of a policy without the newer fields is what it always was', () => {
    expect(specDigest(spec())).toBe('25babd6cd7ee72bb08085da1c42045ebf8d1a08dae20d047ac85c76bc27905ef')
    const options = { canaries: ['blue-heron-71'], allowHosts: [], packages: [] }
    const digests = [
      spec(),
      spec({ options }),
      spec({ options: { ...options, schema: { type: 'object', maximum: 0.5 } } }),
      spec({ exceptions: [exception()] }),
      spec({ input: [rule({ flagFrom: 0.2 })] }),
      spec({ input: [rule({ detector: 'x' })] }),
    ].map(specDigest)
    expect(new Set(digests).size).toBe(digests.length)
    const schema = (s: Record<string, unknown>) => specDigest(spec({ options: { ...options, schema: s } }))
    expect(schema({ a: 1, b: { c: 2, d: 3 } })).toBe(schema({ b: { d: 3, c: 2 }, a: 1 }))
  })
  it.each([
    ['tokenise of an answer', { output: [rule({ guard: 'pii', action: 'tokenise' })] }],
    ['tokenise of a secret', { input: [rule({ guard: 'secrets', action: 'tokenise' })] }],
    ['an answer guard under input', { input: [rule({ guard: 'leak' })] }],
    ['repair of something else', { output: [rule({ guard: 'code', action: 'repair' })] }],
    ['a masked schema', { output: [rule({ guard: 'schema', action: 'mask' })] }],
    ['external without a name', { input: [rule({ guard: 'external' })] }],
    ['a flag level above the threshold', { input: [rule({ flagFrom: 0.6 })] }],
    ['an exception that holds a secret', { exceptions: [exception({ guard: 'secrets', texts: ['x'] })] }],
    ['two exceptions of one id', { exceptions: [exception(), exception()] }],
    ['an exception without a reason', { exceptions: [exception({ reason: 'no' })] }],
  ])('%s is refused', (_, more) => {
    expect(policySpecSchema.safeParse({ input: [], output: [], ...more }).success).toBe(false)
  })
  it('guards without fields of their own are named with their side', () => {
    const modes = modesOf(
      spec({ output: [rule({ guard: 'leak' }), rule({ guard: 'code', mode: 'observe' })] }),
    )
    expect(modes.others).toEqual({ 'output.leak': 'enforce', 'output.code': 'observe' })
  })
  it('a policy enforces only if every rule does, and a rule that only flags is observe', () => {
    expect(modeOf(spec())).toBe('enforce')
    expect(modeOf(spec({ output: [rule({ mode: 'observe' })] }))).toBe('mixed')
    expect(modeOf(spec({ input: [] }))).toBe('none')
    expect(modesOf(spec({ output: [rule({ guard: 'pii', action: 'flag' })] }))).toMatchObject({
      inputInjection: 'enforce',
      inputPii: 'none',
      outputPii: 'observe',
    })
  })
})
