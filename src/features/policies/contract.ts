/** Policy objects (GW-8): versioned, observe or enforce per rule; tightening needs one person, loosening another's approval. Browser-safe. */
import { z } from 'zod'
import { limitSpecSchema } from '../../identity/limits.ts'
import {
  extractionSchema,
  modelLimitsSchema,
  systemLimitsSchema,
  userLimitsSchema,
} from './admission-options.ts'
import { routeOptionsSchema } from './route-options.ts'
import { upstreamKinds, upstreamOptionsSchema } from './upstream-kinds.ts'

export { type Extraction } from './admission-options.ts'

export {
  defaultBaseUrls,
  regionOf,
  upstreamKinds,
  upstreamOptionsSchema,
  type UpstreamKind,
  type UpstreamOptions,
} from './upstream-kinds.ts'
export {
  routeOptionsSchema,
  routesHealthSchema,
  targetHealthSchema,
  type RouteOptions,
  type RoutesHealth,
  type TargetHealth,
} from './route-options.ts'

const guardNames = [
  'injection',
  'secrets',
  'pii',
  'leak',
  'echo',
  'unsafe',
  'schema',
  'grounded',
  'citations',
  'code',
  'exfiltration',
  'external',
] as const
/** Guards that judge a request too; the others compare an answer with its request. */
const requestGuards: readonly string[] = ['injection', 'secrets', 'pii', 'unsafe', 'external']
const slug = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes, 1 to 63 long')

export const guardRuleSchema = z
  .strictObject({
    guard: z.enum(guardNames),
    mode: z.enum(['observe', 'enforce']),
    /** `tokenise`: personal data of a request, turned back in the answer; `repair`: an answer off its schema is mended once, else blocked. */
    action: z.enum(['flag', 'mask', 'tokenise', 'repair', 'block']),
    /** 0..1; from this score on a finding meets the action. */
    threshold: z.number().min(0).max(1).default(0.5),
    /** A lower score from which a finding is flagged: the first of two levels. */
    flagFrom: z.number().min(0).max(1).optional(),
    /** Finding types that count; absent = all. */
    types: z.array(z.string().min(1).max(64)).max(100).optional(),
    /** `external`: the name of the detector to ask (GET /external-detectors). */
    detector: slug.optional(),
  })
  .superRefine((rule, context) => {
    const wrong = (path: keyof typeof rule, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (rule.action === 'tokenise' && rule.guard !== 'pii')
      wrong('action', '`tokenise` is for personal data (`guard: pii`): use `mask` here')
    if (rule.action === 'repair' && rule.guard !== 'schema')
      wrong('action', '`repair` is for JSON that must fit a schema (`guard: schema`)')
    if (rule.guard === 'schema' && rule.action === 'mask')
      wrong('action', 'JSON cannot be masked: use `repair`, `block` or `flag`')
    if ((rule.guard === 'external') !== (rule.detector !== undefined))
      wrong(
        'detector',
        rule.guard === 'external'
          ? 'name the external detector to ask in `detector`'
          : '`detector` is only for `guard: external`',
      )
    if (rule.flagFrom !== undefined && rule.flagFrom >= rule.threshold)
      wrong('flagFrom', '`flagFrom` is the lower level: it must be below `threshold`')
  })
export type GuardRule = z.infer<typeof guardRuleSchema>

const ruleList = (side: 'input' | 'output') =>
  z
    .array(guardRuleSchema)
    .max(40)
    .superRefine((rules, context) =>
      rules.forEach((rule, i) => {
        if (side === 'input' && !requestGuards.includes(rule.guard))
          context.addIssue({
            code: 'custom',
            path: [i, 'guard'],
            message: `\`${rule.guard}\` judges answers: put this rule under \`output\``,
          })
        if (side === 'output' && rule.action === 'tokenise')
          context.addIssue({
            code: 'custom',
            path: [i, 'action'],
            message: 'only a request is tokenised, its answer is turned back: use `mask` under `output`',
          })
      }),
    )

/** Findings that are recorded as excepted and not acted on, until a day; somebody owns that and says why. */
export const exceptionSchema = z
  .strictObject({
    id: slug,
    side: z.enum(['input', 'output']),
    guard: z.enum(guardNames),
    types: z.array(z.string().min(1).max(64)).min(1).max(100).optional(),
    /** Only findings whose whole text is one of these, in any case. */
    texts: z.array(z.string().min(1).max(256)).min(1).max(100).optional(),
    owner: z.string().trim().min(1).max(200),
    reason: z.string().trim().min(10, 'say in a sentence why (10 characters or more)').max(2_000),
    expires: z.iso.datetime(),
  })
  .superRefine((exception, context) => {
    if (exception.guard === 'secrets' && exception.texts !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['texts'],
        message: 'a policy holds no secret: name `types` instead',
      })
  })
export type Exception = z.infer<typeof exceptionSchema>

const hostPattern = z
  .string()
  .max(253)
  .regex(
    /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/,
    'a host such as `example.com`, or `*.example.com` for those below it',
  )

const SCHEMA_CHARS_MAX = 32_768

/** What single guards need to know beyond their rules. */
export const guardOptionsSchema = z.strictObject({
  /** `leak`: strings that must never appear in an answer. Readers of the policy see them: use made-up ones. */
  canaries: z.array(z.string().min(8).max(200)).max(50).default([]),
  /** `exfiltration`: hosts that links of an answer may carry data to. `citations`: hosts that count as known. */
  allowHosts: z.array(hostPattern).max(200).default([]),
  /** `citations`: package names that are known here besides the bundled ones. */
  packages: z.array(z.string().min(1).max(214)).max(500).default([]),
  /** `schema`: JSON Schema of every answer's text; absent: the request's own `response_format`. */
  schema: z
    .record(z.string(), z.unknown())
    .refine((v) => JSON.stringify(v).length <= SCHEMA_CHARS_MAX, `at most ${SCHEMA_CHARS_MAX} characters`)
    .optional(),
})
export type GuardOptions = z.infer<typeof guardOptionsSchema>

export const policySpecSchema = z.strictObject({
  input: ruleList('input'),
  output: ruleList('output'),
  onGuardError: z.enum(['block', 'allow']).default('block'),
  logging: z.enum(['full', 'redacted', 'metadata']).default('full'),
  /** Of all calls of one route together. */
  limits: limitSpecSchema
    .extend({
      requestsPerMinute: z.number().int().positive().max(1_000_000).nullable().default(null),
      tokensPerDay: z.number().int().positive().max(1_000_000_000_000).nullable().default(null),
      bodyBytesMax: z.number().int().positive().max(10_485_760).default(10_485_760),
    })
    .default({ requestsPerMinute: null, tokensPerDay: null, bodyBytesMax: 10_485_760 }),
  /** Of each end user of the system; of the system over all its routes; of each model behind it. */
  userLimits: userLimitsSchema.optional(),
  systemLimits: systemLimitsSchema.optional(),
  modelLimits: modelLimitsSchema.optional(),
  extraction: extractionSchema.optional(),
  options: guardOptionsSchema.optional(),
  exceptions: z
    .array(exceptionSchema)
    .max(100)
    .refine(
      (list) => new Set(list.map((e) => e.id)).size === list.length,
      'each exception needs its own `id`',
    )
    .optional(),
})
export type PolicySpec = z.infer<typeof policySpecSchema>

export const policySchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.number(),
  state: z.enum(['draft', 'waiting', 'active', 'superseded', 'discarded']),
  spec: policySpecSchema,
  digest: z.string(),
  author: z.string(),
  createdAt: z.string(),
  activatedAt: z.string().nullable(),
  approvalId: z.string().nullable(),
  routes: z.array(z.string()),
  /** worst mode over its guards: enforce only if all enforce */ mode: z.enum([
    'observe',
    'enforce',
    'mixed',
    'none',
  ]),
})
export type Policy = z.infer<typeof policySchema>

/** Change between two specs, each classified: any `loosens` makes the activation wait for another person. */
export const policyChangeSchema = z.object({
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  effect: z.enum(['tightens', 'loosens', 'neutral']),
})
export type PolicyChange = z.infer<typeof policyChangeSchema>

/** GET /policies/{name}/draft/diff */
export const draftDiffSchema = z.object({
  policy: z.string(),
  from: z.number().nullable(),
  to: z.number(),
  changes: z.array(policyChangeSchema),
  effect: z.enum(['tightens', 'loosens', 'neutral']),
})
export type DraftDiff = z.infer<typeof draftDiffSchema>

/** GET /policies/{name}/diff?from=3&to=7: any two versions. */
export const versionDiffSchema = draftDiffSchema
export type VersionDiff = DraftDiff

/** POST /policies/{name}/rollback: an earlier version's spec becomes a new draft, and is activated like any other. */
export const rollbackInputSchema = z.strictObject({
  version: z.number().int().positive().max(2_147_483_647),
  comment: z.string().trim().max(2000).default(''),
})

/** POST /policies/{name}/activate; PATCH /routes/{id} and POST /kill/{system} answer alike. `waiting`: another person must approve. */
export const activationSchema = z.object({
  state: z.enum(['active', 'waiting']),
  approvalId: z.string().nullable(),
  changes: z.array(policyChangeSchema),
})
export type Activation = z.infer<typeof activationSchema>

export const dryRunSchema = z.object({
  policy: z.string(),
  requests: z.number(),
  from: z.string(),
  to: z.string(),
  asOf: z.string(),
  same: z.number(),
  wouldBlock: z.number(),
  wouldMask: z.number(),
  wouldFlag: z.number(),
  wouldAllow: z.number(),
  /** payload erased, metadata only, or too old */ notReplayable: z.number(),
  histogram: z.array(z.object({ guard: z.string(), from: z.number(), count: z.number() })),
  blocked: z.array(
    z.object({
      callId: z.string(),
      at: z.string(),
      key: z.string(),
      excerpt: z.string(),
      guard: z.string(),
      score: z.number(),
    }),
  ),
  /** External detectors, which a dry run does not ask. */
  notRun: z.array(z.string()).default([]),
})
export type DryRun = z.infer<typeof dryRunSchema>

/** A route: what a client's `model` selects within its key's system. */
export const routeSchema = z.object({
  id: z.string(),
  name: z.string(),
  system: z.string(),
  environment: z.string(),
  policy: z.string(),
  policyVersion: z.number().nullable(),
  targets: z.array(z.string()),
  /** labels, first is primary */ regulated: z.boolean(),
  enabled: z.boolean(),
  trial: z.boolean(),
  options: routeOptionsSchema.default({}),
  createdAt: z.string(),
  /** a change that loosens and waits for another person */ waiting: z
    .object({ policy: z.string(), approvalId: z.string() })
    .nullable(),
})
export type Route = z.infer<typeof routeSchema>

/** PATCH /routes/{id} */
export const changedRouteSchema = activationSchema.extend({ route: routeSchema })

export const killSchema = z.object({
  system: z.string(),
  killed: z.boolean(),
  reason: z.string().nullable(),
  by: z.string().nullable(),
  at: z.string().nullable(),
  /** a release that waits for another person */ releaseApprovalId: z.string().nullable(),
})
export type Kill = z.infer<typeof killSchema>

/** POST /kill/{system}. `waiting`: to switch on again takes another person. */
export const killChangeSchema = z.object({
  state: z.enum(['active', 'waiting']),
  approvalId: z.string().nullable(),
  kill: killSchema,
})

/** GET /routes/{id}/intervals: which guards enforced on a route, from when to when; observe is not enforcement (GW-8). */
export const guardModes = ['enforce', 'observe', 'none'] as const
export type GuardMode = (typeof guardModes)[number]
export const modesSchema = z.object({
  inputInjection: z.enum(guardModes),
  inputSecrets: z.enum(guardModes),
  inputPii: z.enum(guardModes),
  outputInjection: z.enum(guardModes),
  outputSecrets: z.enum(guardModes),
  outputPii: z.enum(guardModes),
  /** The other guards that have a rule, as `output.leak`; intervals of before they existed have none. */
  others: z.record(z.string(), z.enum(guardModes)).optional(),
})
export type Modes = z.infer<typeof modesSchema>
export const intervalSchema = z.object({
  route: z.string(),
  routeName: z.string(),
  system: z.string(),
  from: z.string(),
  to: z.string().nullable(),
  policy: z.string(),
  policyVersion: z.number(),
  digest: z.string(),
  enabled: z.boolean(),
  modes: modesSchema,
})
export type Interval = z.infer<typeof intervalSchema>

export const upstreamSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(upstreamKinds),
  baseUrl: z.string().nullable(),
  options: upstreamOptionsSchema,
  hasKey: z.boolean(),
  createdAt: z.string(),
})
export type Upstream = z.infer<typeof upstreamSchema>

/** Servers that judge texts: our own small contract, and known ones (docs/external-detectors.md). */
export const detectorKinds = [
  'http',
  'openai-moderation',
  'llama-guard',
  'prompt-guard',
  'presidio',
  'bedrock-guardrail',
  'azure-content-safety',
  'azure-prompt-shield',
] as const
export type DetectorKind = (typeof detectorKinds)[number]

export const detectorOptionsSchema = z.strictObject({
  /** One question's time, from its sending to the last byte of its answer. */
  deadlineMs: z.number().int().min(50).max(30_000).default(2_000),
  /** What its failure means (deadline, error, garbage, open circuit): `closed` blocks where a rule enforces, `open` goes on and is recorded. */
  onFailure: z.enum(['open', 'closed']).default('closed'),
  /**
   * What it is shown where our own rules mask or tokenise: `masked` (the default, also when absent) gets the text without what they take away,
   * `original` all of it. Such a server is mostly somebody else's: what may not reach the model has no business there either.
   */
  sees: z.enum(['masked', 'original']).optional(),
  /** A longer text is asked about in pieces of this size. */
  charsMax: z.number().int().min(200).max(200_000).default(10_000),
  /** `openai-moderation`, `llama-guard`, `prompt-guard`: the model to ask. */
  model: z.string().min(1).max(200).optional(),
  /** `bedrock-guardrail` */
  guardrail: z
    .string()
    .regex(/^[a-zA-Z0-9-]{1,64}$/, 'the guardrail’s id')
    .optional(),
  guardrailVersion: z
    .string()
    .regex(/^(?:DRAFT|\d{1,8})$/, '`DRAFT` or a number')
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'a region such as `eu-central-1`')
    .optional(),
  /** `presidio` */
  language: z
    .string()
    .regex(/^[a-z]{2}$/, 'two letters, such as `en`')
    .optional(),
})
export type DetectorOptions = z.infer<typeof detectorOptionsSchema>

export const detectorInputSchema = z
  .strictObject({
    name: slug,
    kind: z.enum(detectorKinds),
    baseUrl: z.string().url().max(500),
    key: z.string().min(1).max(4000).optional(),
    options: detectorOptionsSchema.default({ deadlineMs: 2_000, onFailure: 'closed', charsMax: 10_000 }),
  })
  .superRefine(({ kind, options }, context) => {
    const needs = (name: keyof DetectorOptions): void => {
      if (options[name] === undefined)
        context.addIssue({
          code: 'custom',
          path: ['options', name],
          message: `\`${kind}\` needs \`options.${name}\``,
        })
    }
    if (kind === 'llama-guard' || kind === 'prompt-guard') needs('model')
    if (kind === 'bedrock-guardrail') {
      needs('guardrail')
      needs('guardrailVersion')
      needs('region')
    }
  })
export type DetectorInput = z.infer<typeof detectorInputSchema>

export const externalDetectorSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(detectorKinds),
  baseUrl: z.string(),
  options: detectorOptionsSchema,
  hasKey: z.boolean(),
  createdAt: z.string(),
})
export type ExternalDetector = z.infer<typeof externalDetectorSchema>

export const policyInputSchema = z.strictObject({ name: slug, spec: policySpecSchema })
export const routeInputSchema = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/,
      'letters, digits, dot, dash, slash and underscore, 1 to 100 long',
    ),
  system: z.string().min(1).max(63),
  policy: slug,
  environment: z.enum(['trial', 'development', 'staging', 'production']),
  targets: z.array(z.string().min(1).max(200)).min(1).max(8),
  regulated: z.boolean().default(true),
  enabled: z.boolean().default(true),
  options: routeOptionsSchema.default({}),
})
export const routePatchSchema = z.strictObject({
  policy: slug.optional(),
  targets: z.array(z.string().min(1).max(200)).min(1).max(8).optional(),
  regulated: z.boolean().optional(),
  enabled: z.boolean().optional(),
  /** Replaces all options. */
  options: routeOptionsSchema.optional(),
  comment: z.string().trim().max(2000).default(''),
})
export const upstreamInputSchema = z.strictObject({
  name: slug,
  kind: z.enum(upstreamKinds),
  /** Optional for providers that have one for everybody. */
  baseUrl: z.string().url().max(500).optional(),
  options: upstreamOptionsSchema.default({}),
  /** A bearer or API key; Bedrock: `<access key id>:<secret>[:<session token>]` or an API key; Vertex: a service account's key file. */
  key: z.string().min(1).max(8000).optional(),
})

/** GET /detectors: what judges texts here, and what was measured of exactly this version. */
export const detectorSchema = z.object({
  guard: z.string(),
  version: z.string(),
  /** `window`: judges as a stream flows, holding at most `chars`; `whole`: needs the complete text. */
  scope: z.object({ kind: z.enum(['window', 'whole']), chars: z.number() }),
  /** It compares with the request (system prompt, documents, schema), so a single text cannot be tried against it. */
  needsRequest: z.boolean(),
  figures: z
    .object({
      measuredAt: z.string(),
      command: z.string(),
      rows: z.array(z.object({ what: z.string(), value: z.string(), of: z.string() })),
    })
    .nullable(),
})
export type InstalledDetector = z.infer<typeof detectorSchema>

export const tryOrigins = [
  'user',
  'system',
  'assistant',
  'tool_result',
  'tool_arguments',
  'tool_description',
  'document',
  'output',
] as const
export const tryInputSchema = z.strictObject({
  text: z.string().min(1).max(100_000),
  origin: z.enum(tryOrigins).default('user'),
})
/** POST /detectors/try: what each detector finds in one text. The text is judged in memory and kept nowhere. */
export const trySchema = z.object({
  results: z.array(
    z.object({
      guard: z.string(),
      version: z.string(),
      /** 0 when nothing was found. */
      score: z.number(),
      tookUs: z.number(),
      findings: z.array(
        z.object({ type: z.string(), start: z.number(), end: z.number(), score: z.number() }),
      ),
    }),
  ),
})
export type Tried = z.infer<typeof trySchema>
