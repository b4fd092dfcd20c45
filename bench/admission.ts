/** What limits and extraction defence cost a call: `npx tsx bench/admission.ts`. CPU per operation, minimum of the rounds. */
import { fingerprint } from '../src/features/gateway/extraction/fingerprint.ts'
import { Keeper } from '../src/features/gateway/extraction/keeper.ts'
import { watchReportSchema } from '../src/features/gateway/extraction/report.ts'
import { ReportingWatch } from '../src/features/gateway/extraction/reporting-watch.ts'
import { ExtractionWatch, samplingOf } from '../src/features/gateway/extraction/watch.ts'
import { Limiter } from '../src/features/gateway/limits/limiter.ts'
import { systemClock } from '../src/platform/clock.ts'

const ROUNDS = 15
const prompt = Array.from({ length: 100 }, (_, i) => `word${String.fromCharCode(97 + (i % 26))}${i}`)
  .join(' ')
  .slice(0, 600)

function measure(name: string, times: number, run: (i: number) => void): void {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const from = process.cpuUsage()
    for (let i = 0; i < times; i++) run(i)
    const { user, system } = process.cpuUsage(from)
    best = Math.min(best, (user + system) / times)
  }
  process.stdout.write(`${name.padEnd(48)} ${best.toFixed(2)} us\n`)
}

measure('fingerprint, 600 characters', 20_000, () => void fingerprint(prompt))
const long = prompt.repeat(20)
measure('fingerprint, 12,000 characters', 5_000, () => void fingerprint(long))

const watch = new ExtractionWatch(systemClock, () => {})
const caller = {
  org: 'o',
  keyId: 'k',
  user: 'u',
  system: 's',
  environment: 'production',
  routeId: 'r',
  callId: 'c',
}
const rule = { mode: 'observe', threshold: 0.8, retryAfterS: 60 } as const
measure('watched call, key and end user, 600 characters', 20_000, (i) => {
  watch.see(caller, rule, `${prompt}${i}`, samplingOf({ temperature: 1 }))
})

// As between processes, without the pipe: a report of 100 calls is written, then read.
const reports: string[] = []
const reporting = new ReportingWatch(systemClock, {
  later: () => {},
  send(report, sent) {
    const text = JSON.stringify(report)
    if (reports.length < 200) reports.push(text)
    sent()
  },
})
measure('the same in a gateway worker, report and all', 20_000, (i) => {
  reporting.see({ ...caller }, rule, `${prompt}${i}`, samplingOf({ temperature: 1 }))
  if (i % 100 === 99) reporting.flush()
})
const keeper = new Keeper({
  clock: systemClock,
  log: { warn: () => {} },
  later: () => {},
  onAlert: () => {},
  tell: () => {},
})
measure('its 100 calls at the main process', 200, (i) => {
  keeper.hear(watchReportSchema.parse(JSON.parse(reports[i] ?? '')))
  keeper.lookAtAll()
})

const limiter = new Limiter(systemClock)
const most = 1_000_000_000_000
const budgets = [
  limiter.budgets(
    { scope: 'key', org: 'o', id: 'k' },
    { requestsPerMinute: 1_000_000, tokensPerDay: most, costPerMonthMicroUsd: most },
  ),
  limiter.budgets({ scope: 'route', org: 'o', id: 'r' }, { tokensPerMinute: most, concurrentRequests: 100 }),
]
measure('reserve and settle, five limits', 20_000, () => {
  const held = limiter.reserve(budgets, { tokens: 5, costMicroUsd: 5 })
  if (!(held instanceof Promise) && held.ok) held.settle({ tokens: 1, costMicroUsd: 1 })
})
