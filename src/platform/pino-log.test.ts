import { describe, expect, it } from 'vitest'
import { problem } from '../lib/problem.ts'
import { createLog, REDACTED_FIELDS } from './pino-log.ts'

const capture = (): {
  lines: () => Record<string, unknown>[]
  text: () => string
  log: ReturnType<typeof createLog>
} => {
  let text = ''
  const log = createLog({ level: 'info', destination: { write: (line: string) => void (text += line) } })
  return {
    log,
    text: () => text,
    lines: () =>
      text
        .trim()
        .split('\n')
        .map((l) => JSON.parse(l)),
  }
}

describe('log', () => {
  it('writes one JSON object a line with level, time and fields of its children, and leaves lower levels out', () => {
    const { log, lines } = capture()
    log.child({ part: 'jobs' }).info({ job: 'j1' }, 'job done')
    log.debug({}, 'not shown')
    expect(lines()).toMatchObject([{ level: 'info', part: 'jobs', job: 'j1', msg: 'job done' }])
    expect(lines()).toHaveLength(1)
  })

  it.each(REDACTED_FIELDS)('a field called %s never shows its value, at three depths', (field) => {
    const { log, text } = capture()
    log.info({ [field]: 'CANARY', a: { [field]: 'CANARY', b: { [field]: 'CANARY' } } }, 'm')
    expect(text()).not.toContain('CANARY')
    expect(text()).toContain('[redacted]')
  })

  it('an error shows its kind and place, and no row values, credentials or keys from its text', () => {
    const { log, text, lines } = capture()
    const cause = Object.assign(
      new Error('connect postgresql://u:hunter2@db/x failed with Bearer abcdefghijkl and sw-live-abcdefgh'),
      { detail: 'Key (email)=(a@b.c)' },
    )
    log.error({ error: Object.assign(problem('database_refused', 503, 'no'), { cause }) }, 'm')
    expect(lines()[0]).toMatchObject({
      error: { type: 'ProblemError', problem: 'database_refused', cause: { type: 'Error' } },
    })
    for (const secret of ['hunter2', 'abcdefghijkl', 'live-abcdefgh', 'a@b.c'])
      expect(text()).not.toContain(secret)
  })
})
