import { expect, it } from 'vitest'
import { SseParser } from '../../../lib/sse.ts'
import { safeAnswerBody, type SafeAnswer } from './safe-answer.ts'

const of = (rest: Partial<SafeAnswer>): string =>
  safeAnswerBody({
    wire: 'openai-chat',
    stream: false,
    text: 'We are looking into it. "Please" try later.\n',
    id: 'abc',
    createdS: 1_700_000_000,
    includeUsage: false,
    ...rest,
  })
const events = (body: string): string[] => {
  const out: string[] = []
  const parser = new SseParser((e) => void out.push(e.data))
  parser.push(Buffer.from(body))
  parser.end({ flush: true })
  return out
}

it('every wire carries the operator’s text whole, as JSON and as a stream', () => {
  for (const wire of ['openai-chat', 'openai-responses', 'anthropic-messages'] as const) {
    expect(JSON.stringify(JSON.parse(of({ wire })))).toContain('\\"Please\\" try later.\\n')
    const frames = events(of({ wire, stream: true }))
    for (const frame of frames)
      if (frame !== '[DONE]') expect(() => JSON.parse(frame) as unknown).not.toThrow()
    expect(frames.some((f) => f.includes('\\"Please\\" try later.\\n'))).toBe(true)
  }
})

it('a chat stream ends with [DONE], and tells usage only when asked', () => {
  expect(events(of({ stream: true })).at(-1)).toBe('[DONE]')
  expect(of({ stream: true })).not.toContain('usage')
  expect(events(of({ stream: true, includeUsage: true })).at(-2)).toContain('"total_tokens":0')
})
