import type { HttpRequest } from '../../platform/http1/contract.ts'
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
 * The whole body, at most `bytesMax`, once, to `done`. Nothing is read from a client that announces more. Who hears `ok` releases
 * `bytes.length` from the budget.
 * LIMIT: a client may take `deadlineMs` for its body; many slow ones hold at most the budget.
 */
export function readBody(
  req: HttpRequest,
  bytesMax: number,
  budget: BodyBudget,
  deadlines: Deadlines,
  deadlineMs: number,
  done: (result: BodyResult) => void,
): void {
  const encoding = req.headers['content-encoding']
  if (encoding !== undefined && encoding !== '' && encoding.toLowerCase() !== 'identity') {
    done({ ok: false, code: 'unsupported_media_type' })
    return
  }
  const announced = Number(req.headers['content-length'] ?? 0)
  if (announced > bytesMax) {
    done({ ok: false, code: 'body_too_large' })
    return
  }
  if (budget.used + announced > budget.bytesMax) {
    done({ ok: false, code: 'overloaded' })
    return
  }
  if (req.whole !== undefined) {
    if (req.whole.length > bytesMax) return done({ ok: false, code: 'body_too_large' })
    budget.used += req.whole.length
    return done({ ok: true, bytes: req.whole })
  }
  let first: Buffer | null = null
  let more: Buffer[] | null = null
  let length = 0
  let over = false
  const end = (result: BodyResult): void => {
    if (over) return
    over = true
    deadlines.cancel(deadline)
    if (!result.ok) {
      req.off('data', onData)
      budget.used -= length
      first = more = null
    }
    done(result)
  }
  const onData = (chunk: Buffer): void => {
    length += chunk.length
    budget.used += chunk.length
    if (length > bytesMax) end({ ok: false, code: 'body_too_large' })
    else if (budget.used > budget.bytesMax) end({ ok: false, code: 'overloaded' })
    else if (first === null) first = chunk
    else if (more === null) more = [first, chunk]
    else more.push(chunk)
  }
  const deadline = deadlines.after(deadlineMs, () => end({ ok: false, code: 'body_timeout' }))
  req.on('data', onData)
  req.on('end', () =>
    end({ ok: true, bytes: more === null ? (first ?? NO_BYTES) : Buffer.concat(more, length) }),
  )
  req.on('close', () => end({ ok: false, code: 'client_gone' }))
  if (req.destroyed) end({ ok: false, code: 'client_gone' })
}

const NO_BYTES = Buffer.alloc(0)

/** How much of an unread body is swallowed so that the client can read its answer before the connection goes. */
const DISCARD = { bytes: 64 * 1_048_576, ms: 5_000 }

/** Throws the rest of a refused body away, within limits, and cuts the connection beyond them. */
export function discardBody(req: HttpRequest): void {
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
