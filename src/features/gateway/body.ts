import type { IncomingMessage } from 'node:http'
import type { Deadlines } from './deadlines.ts'

export type BodyResult =
  | { readonly ok: true; readonly bytes: Buffer }
  | {
      readonly ok: false
      readonly code:
        'body_too_large' | 'body_timeout' | 'overloaded' | 'client_gone' | 'unsupported_media_type'
    }

/** Bytes of request bodies that may be in memory at once over all calls; a call that would pass it is told to come back. */
export class BodyBudget {
  used = 0
  constructor(readonly bytesMax: number) {}
}

/**
 * The whole body, at most `bytesMax`. Nothing is read from a client that announces more. The caller releases `bytes.length` from the budget.
 * LIMIT: a client may take `deadlineMs` for its body; many slow ones hold at most the budget.
 */
export function readBody(
  req: IncomingMessage,
  bytesMax: number,
  budget: BodyBudget,
  deadlines: Deadlines,
  deadlineMs: number,
): Promise<BodyResult> {
  const encoding = req.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') {
    return Promise.resolve({ ok: false, code: 'unsupported_media_type' })
  }
  const announced = Number(req.headers['content-length'] ?? 0)
  if (announced > bytesMax) return Promise.resolve({ ok: false, code: 'body_too_large' })
  if (budget.used + announced > budget.bytesMax) return Promise.resolve({ ok: false, code: 'overloaded' })
  return new Promise((resolve) => {
    let chunks: Buffer[] = []
    let length = 0
    const deadline = deadlines.after(deadlineMs, () => done({ ok: false, code: 'body_timeout' }))
    const done = (result: BodyResult): void => {
      deadlines.cancel(deadline)
      req.off('data', onData).off('end', onEnd).off('close', onClose)
      if (!result.ok) {
        budget.used -= length
        chunks = []
      }
      resolve(result)
    }
    const onData = (chunk: Buffer): void => {
      length += chunk.length
      budget.used += chunk.length
      if (length > bytesMax) done({ ok: false, code: 'body_too_large' })
      else if (budget.used > budget.bytesMax) done({ ok: false, code: 'overloaded' })
      else chunks.push(chunk)
    }
    const onEnd = (): void => {
      const [only] = chunks
      done({
        ok: true,
        bytes: chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, length),
      })
    }
    const onClose = (): void => done({ ok: false, code: 'client_gone' })
    req.on('data', onData).on('end', onEnd).on('close', onClose)
    if (req.destroyed) onClose()
  })
}

/** How much of an unread body is swallowed so that the client can read its answer before the connection goes. */
const DISCARD = { bytes: 64 * 1_048_576, ms: 5_000 }

/** Throws the rest of a refused body away, within limits, and cuts the connection beyond them. */
export function discardBody(req: IncomingMessage): void {
  if (req.complete || req.destroyed) return
  let bytes = 0
  const cut = (): void => void req.destroy()
  const timer = setTimeout(cut, DISCARD.ms)
  timer.unref()
  const stop = (): void => clearTimeout(timer)
  req
    .on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > DISCARD.bytes) cut()
    })
    .on('end', stop)
    .on('close', stop)
    .on('error', stop)
  req.resume()
}
