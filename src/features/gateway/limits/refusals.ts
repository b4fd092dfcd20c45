import { limitInWords, usd, type LimitName } from '../../../identity/contract.ts'
import { unreachable } from '../../../lib/result.ts'
import { refuse, type Refusal, type RefusalCode } from '../answers.ts'
import { unitOf, type LimitScope } from './budget.ts'
import type { LimitRefusal } from './limiter.ts'

const OWNER: Readonly<Record<LimitScope, string>> = {
  key: "the key's",
  user: "the end user's",
  system: "the AI system's",
  route: "the route's",
  model: "the model's",
}

const CODE: Readonly<Record<ReturnType<typeof unitOf>, RefusalCode>> = {
  calls: 'rate_limit_exceeded',
  running: 'concurrency_limit_exceeded',
  tokens: 'token_limit_exceeded',
  cost: 'cost_limit_exceeded',
}

const amount = (name: LimitName, units: number): string =>
  unitOf(name) === 'cost' ? usd(units) : String(units)

/** Says which limit of whom, how much of it is used, and when to come back. `param` is the limit's name, as before. */
export function limitRefusal(refusal: LimitRefusal): Refusal {
  const { limit, scope } = refusal
  switch (refusal.why) {
    case 'reached': {
      const { max, used, wanted, retryAfterS } = refusal
      const whose = `${OWNER[scope]} limit of ${limitInWords(limit, max)}`
      const state =
        retryAfterS === null
          ? `this call alone needs ${amount(limit, wanted)}, more than ${whose} allows: ask for less (\`max_tokens\`)`
          : `${whose} is reached (${amount(limit, used)} used or held, ${amount(limit, wanted)} more wanted)`
      return {
        ...refuse(CODE[unitOf(limit)], state, {
          param: limit,
          ...(retryAfterS === null ? {} : { retryAfterS }),
        }),
        decidedBy: `429 ${scope === 'key' ? '' : `${scope} `}${limit}`,
        details: { limit: { name: limit, scope, used, max, wanted, retryAfterS } },
      }
    }
    case 'price_unknown':
      return {
        ...refuse(
          'price_unknown',
          `${OWNER[scope]} cost limit cannot be kept: the price of this model is not known; set it with \`sealwright price set\``,
          { param: limit },
        ),
        details: { limit: { name: limit, scope } },
      }
    case 'unavailable':
      return {
        ...refuse(
          'limits_unavailable',
          `${OWNER[scope]} limit cannot be counted now, so this call is not made`,
          {
            param: limit,
            retryAfterS: 1,
          },
        ),
        details: { limit: { name: limit, scope } },
      }
    default:
      return unreachable(refusal)
  }
}
