import { parseEnvelope, type Envelope } from '../ledger/format/pure/leaf.ts'

/**
 * Every field of an envelope has a fixed place and an alphabet without escapes (docs/formats/ledger.md), so that one pattern recognises
 * exactly the canonical bytes. The strict parser costs about ten times as much a leaf and decides whenever the pattern does not match.
 */
const ENVELOPE =
  /^\{"b":"([0-9a-f]{64})","id":"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})","src":\{(?:"tx":true|"e":"([a-z0-9][a-z0-9._-]{0,63})","n":(0|[1-9][0-9]{0,14}),"p":"([a-z0-9][a-z0-9._-]{0,63})")\},"sys":"((?:[a-z0-9][a-z0-9._-]{0,63})?)","ts":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z)","type":"([a-z][a-z0-9_]{0,31}(?:\.[a-z][a-z0-9_]{0,31}){1,3})","v":1\}$/

const latin1 = new TextDecoder('latin1')
let lastStamp = ''

/** One character per byte. */
export const latin1Text = (bytes: Uint8Array): string => latin1.decode(bytes)

/** The envelope, or undefined when the bytes are not one in canonical form. Accepts exactly what `parseEnvelope` accepts. `text`: the same bytes as latin1Text, when at hand. */
export function readLeaf(bytes: Uint8Array, text: string = latin1.decode(bytes)): Envelope | undefined {
  const found = bytes.length <= 1024 ? ENVELOPE.exec(text) : null
  if (found === null) return slow(bytes)
  const [, b = '', id = '', e, n, p, sys = '', ts = '', type = ''] = found
  if (ts !== lastStamp) {
    const ms = Date.parse(ts)
    if (Number.isNaN(ms) || new Date(ms).toISOString() !== ts) return undefined
    lastStamp = ts
  }
  return {
    v: 1,
    b,
    id,
    sys,
    ts,
    type,
    src: e === undefined || p === undefined ? { tx: true } : { e, n: Number(n), p },
  }
}

function slow(bytes: Uint8Array): Envelope | undefined {
  const parsed = parseEnvelope(bytes)
  return parsed.ok ? parsed.value : undefined
}
