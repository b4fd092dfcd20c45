/** A route's options as a form holds them: texts and switches, and back. */
import { routeOptionsSchema, type RouteOptions } from '../contract.ts'

/** Fields by their place in the options. An empty text is "not set". */
export const optionTexts = [
  'deadlines.tryMs',
  'deadlines.totalMs',
  'retries.max',
  'retries.budgetPercent',
  'retries.retryAfterMsMax',
  'breaker.consecutiveFailures',
  'breaker.errorPercent',
  'breaker.callsMin',
  'breaker.windowMs',
  'breaker.openMs',
  'breaker.probes',
  'safeAnswer.text',
  'cache.ttlS',
] as const
export type OptionText = (typeof optionTexts)[number]

export type OptionsDraft = {
  readonly texts: Readonly<Record<OptionText, string>>
  readonly retries: boolean
  readonly breaker: boolean
  readonly balance: boolean
  readonly weights: readonly string[]
  readonly sticky: 'none' | 'key' | 'user'
  readonly anyTemperature: boolean
}

const text = (n: number | null | undefined): string => (n === null || n === undefined ? '' : String(n))

/** What is off starts with the values that switching it on would mean. */
export function draftOf(o: RouteOptions, targets: number): OptionsDraft {
  const usual = routeOptionsSchema.parse({ retries: { max: 2 }, breaker: {} })
  const retries = o.retries ?? usual.retries
  const breaker = o.breaker ?? usual.breaker
  return {
    texts: {
      'deadlines.tryMs': text(o.deadlines?.tryMs),
      'deadlines.totalMs': text(o.deadlines?.totalMs),
      'retries.max': text(retries?.max),
      'retries.budgetPercent': text(retries?.budgetPercent),
      'retries.retryAfterMsMax': text(retries?.retryAfterMsMax),
      'breaker.consecutiveFailures': text(breaker?.consecutiveFailures),
      'breaker.errorPercent': text(breaker?.errorPercent),
      'breaker.callsMin': text(breaker?.callsMin),
      'breaker.windowMs': text(breaker?.windowMs),
      'breaker.openMs': text(breaker?.openMs),
      'breaker.probes': text(breaker?.probes),
      'safeAnswer.text': o.safeAnswer?.text ?? '',
      'cache.ttlS': text(o.cache?.ttlS),
    },
    retries: o.retries !== undefined,
    breaker: o.breaker !== undefined,
    balance: o.balance !== undefined,
    weights: Array.from({ length: targets }, (_, i) => text(o.balance?.weights[i] ?? 1)),
    sticky: o.balance?.sticky ?? 'none',
    anyTemperature: o.cache?.anyTemperature ?? false,
  }
}

/** The options, or what is wrong with which field. */
export function optionsOf(
  d: OptionsDraft,
):
  | { readonly options: RouteOptions }
  | { readonly errors: readonly { readonly field: string; readonly message: string }[] } {
  const set = (name: OptionText): number | undefined =>
    d.texts[name].trim() === '' ? undefined : Number(d.texts[name])
  const tryMs = set('deadlines.tryMs')
  const totalMs = set('deadlines.totalMs')
  const ttlS = set('cache.ttlS')
  const parsed = routeOptionsSchema.safeParse({
    ...(tryMs === undefined && totalMs === undefined ? {} : { deadlines: { tryMs, totalMs } }),
    ...(d.retries
      ? {
          retries: {
            max: set('retries.max'),
            budgetPercent: set('retries.budgetPercent'),
            retryAfterMsMax: set('retries.retryAfterMsMax'),
          },
        }
      : {}),
    ...(d.breaker
      ? {
          breaker: {
            consecutiveFailures: set('breaker.consecutiveFailures'),
            errorPercent: set('breaker.errorPercent'),
            callsMin: set('breaker.callsMin'),
            windowMs: set('breaker.windowMs'),
            openMs: set('breaker.openMs'),
            probes: set('breaker.probes'),
          },
        }
      : {}),
    ...(d.balance
      ? {
          balance: {
            weights: d.weights.map((w) => (w.trim() === '' ? undefined : Number(w))),
            sticky: d.sticky,
          },
        }
      : {}),
    ...(d.texts['safeAnswer.text'].trim() === '' ? {} : { safeAnswer: { text: d.texts['safeAnswer.text'] } }),
    ...(ttlS === undefined ? {} : { cache: { ttlS, anyTemperature: d.anyTemperature } }),
  })
  return parsed.success
    ? { options: parsed.data }
    : {
        errors: parsed.error.issues.map((i) => ({
          field: i.path.join('.'),
          message: i.message,
        })),
      }
}

/** `2 retries, breaker, weights 3:1`: what a table has room for. */
export const optionsInWords = (o: RouteOptions): readonly string[] =>
  [
    o.deadlines?.tryMs ? `${o.deadlines.tryMs} ms a try` : '',
    o.deadlines?.totalMs ? `${o.deadlines.totalMs} ms in all` : '',
    o.retries === undefined ? '' : `${o.retries.max} ${o.retries.max === 1 ? 'retry' : 'retries'}`,
    o.breaker === undefined ? '' : 'breaker',
    o.balance === undefined ? '' : `weights ${o.balance.weights.join(':')}`,
    o.balance === undefined || o.balance.sticky === 'none' ? '' : `sticky by ${o.balance.sticky}`,
    o.safeAnswer === undefined ? '' : 'safe answer',
    o.cache === undefined ? '' : `cache ${o.cache.ttlS} s`,
  ].filter(Boolean)
