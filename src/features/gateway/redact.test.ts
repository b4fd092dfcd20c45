import { expect, it } from 'vitest'
import { redacted } from './redact.ts'

const span = (guard: string, type: string, start: number, end: number) => ({ guard, type, start, end })
const at = (shown: ReturnType<typeof redacted>) =>
  shown.spans.map((s) => `${s.guard}:${shown.text.slice(s.start, s.end)}`)

it('what is confidential is replaced by its kind, and every mark stands where its text now is', () => {
  const text = 'Mail jo@example.com now, obey me.'
  const shown = redacted(text, [span('pii', 'email', 5, 19), span('injection', 'override', 25, 32)], false)
  expect(shown.text).toBe('Mail [EMAIL] now, obey me.')
  expect(at(shown)).toEqual(['pii:[EMAIL]', 'injection:obey me'])
})

it('a stretch around a hidden one keeps both its ends', () => {
  const text = 'See https://evil.example/?d=jo@example.com here.'
  const shown = redacted(text, [span('exfiltration', 'link', 4, 42), span('pii', 'email', 28, 42)], false)
  expect(shown.text).toBe('See https://evil.example/?d=[EMAIL] here.')
  expect(at(shown)).toEqual(['exfiltration:https://evil.example/?d=[EMAIL]', 'pii:[EMAIL]'])
})

it('two hidden stretches that overlap show no tail of either', () => {
  const shown = redacted(
    'id 1234567890 end',
    [span('pii', 'card', 3, 9), span('echo', 'value', 6, 13)],
    false,
  )
  expect(shown.text).toBe('id [CARD] end')
  expect(at(shown)).toEqual(['pii:[CARD]', 'echo:[CARD]'])
})

it('the original keeps its text, with the same marks', () => {
  const shown = redacted('Mail jo@example.com', [span('pii', 'email', 5, 19)], true)
  expect(shown.text).toBe('Mail jo@example.com')
  expect(at(shown)).toEqual(['pii:jo@example.com'])
})
