import type { Finding, Origin } from '../../guardrails/contract.ts'
import type { Said } from './servers.ts'

/** What two pieces of one long text share, so that what stands on the cut is seen whole by one of them. */
const OVERLAP = 200
/** More questions than this for one side of one call are not asked: it is too long to be judged this way. */
export const PIECES_MAX = 32

export type AskedText = { readonly origin: Origin; readonly text: string }
/** Stretches of texts, put into one question. */
export type Piece = {
  readonly origin: Origin
  readonly text: string
  readonly from: readonly {
    readonly text: string
    readonly offset: number
    readonly start: number
    readonly end: number
  }[]
}

/**
 * Short texts of one origin share a question, long ones are asked about in overlapping pieces; equal texts once. Null when it were too many.
 * INVARIANT: every character of every text stands in a piece.
 */
export function piecesOf(texts: readonly AskedText[], charsMax: number): readonly Piece[] | null {
  const pieces: Piece[] = []
  const open = new Map<Origin, { text: string; from: Piece['from'][number][] }>()
  const close = (origin: Origin): void => {
    const gathered = open.get(origin)
    if (gathered !== undefined) pieces.push({ origin, ...gathered })
    open.delete(origin)
  }
  const seen = new Set<string>()
  for (const { origin, text } of texts) {
    if (text.trim() === '' || seen.has(`${origin} ${text}`)) continue
    seen.add(`${origin} ${text}`)
    if (text.length > charsMax) {
      const step = charsMax - Math.min(OVERLAP, charsMax >> 1)
      for (let start = 0; start === 0 || start + charsMax - step < text.length; start += step) {
        if (pieces.length > PIECES_MAX) return null
        const part = text.slice(start, start + charsMax)
        pieces.push({ origin, text: part, from: [{ text, offset: start, start: 0, end: part.length }] })
      }
      continue
    }
    const gathered = open.get(origin)
    if (gathered !== undefined && gathered.text.length + 2 + text.length > charsMax) close(origin)
    const now = open.get(origin) ?? { text: '', from: [] }
    const start = now.text === '' ? 0 : now.text.length + 2
    now.text += (now.text === '' ? '' : '\n\n') + text
    now.from.push({ text, offset: 0, start, end: start + text.length })
    open.set(origin, now)
  }
  for (const origin of [...open.keys()]) close(origin)
  return pieces.length > PIECES_MAX ? null : pieces
}

/** What was said about a piece, as findings of the texts in it. What was said of the piece as a whole is said of each. */
export function placed(
  piece: Piece,
  said: readonly Said[],
  by: string,
): (readonly [text: string, finding: Finding])[] {
  return said.flatMap(({ type, score, span }) =>
    piece.from.flatMap((from): (readonly [string, Finding])[] => {
      const start = Math.max(from.start, span?.start ?? from.start)
      const end = Math.min(from.end, span?.end ?? from.end)
      if (start >= end) return []
      const at = from.offset - from.start
      return [[from.text, { guard: 'external', by, type, score, start: start + at, end: end + at }]]
    }),
  )
}
