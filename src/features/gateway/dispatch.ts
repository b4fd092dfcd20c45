import type { IncomingHttpHeaders } from 'node:http'
import { bodyFor, type ChatRequest, type UpstreamBody } from './canonical.ts'
import type { UpstreamPart } from './snapshot.ts'
import type { UpstreamRequest } from './upstream.ts'
import { kinds, type Door, type Operation } from './upstreams/kinds.ts'
import { CannotCarry } from './wire/dialogue.ts'
import { clientSides, isClientFormat, isUpstreamFormat, upstreamSides } from './wire/formats.ts'
import type { Json } from './wire/json.ts'

/** One attempt, ready to be sent: the request in the upstream's words. */
export type Dispatch = { readonly door: Door; readonly request: UpstreamRequest }
export type Undispatchable = { readonly param: string | null; readonly message: string }

const OPERATIONS: Readonly<Record<Operation, string>> = {
  'chat.completions': 'chat completions',
  responses: 'responses',
  messages: 'messages',
  'messages.count_tokens': 'counting of tokens',
  embeddings: 'embeddings',
  moderations: 'moderations',
}

/**
 * What to send to `part` for a request that was judged. A client that speaks the upstream's format keeps its bytes, but for `model`; for every
 * other the judged value is told in the upstream's words. `changed`: a mask was laid into the value.
 */
export function dispatchFor(
  request: ChatRequest,
  part: UpstreamPart,
  modelId: string,
  changed: boolean,
  headers: IncomingHttpHeaders,
): Dispatch | Undispatchable {
  const door = doorFor(request, part, modelId)
  if (door === null)
    return {
      param: 'model',
      message: `the upstream \`${part.name}\` (${part.kind}) has no ${OPERATIONS[request.operation]}`,
    }
  try {
    const own = door.wire === request.operation
    const body = own
      ? sameFormat(request, door, modelId, changed, headers)
      : translated(request, door, modelId)
    return {
      door,
      request: {
        body,
        stream: request.stream,
        path: door.path,
        accept: acceptOf(door, request.stream),
        headers: passedHeaders(door, headers),
      },
    }
  } catch (cause) {
    if (cause instanceof CannotCarry) return { param: cause.param, message: cause.message }
    throw cause
  }
}

const NO_HEADERS: readonly string[] = []
/** Doors that depend on nothing but the operation: most calls go through one of them. A part lives as long as its snapshot. */
const plainDoors = new WeakMap<UpstreamPart, Map<Operation, Door | null>>()

function doorFor(request: ChatRequest, part: UpstreamPart, model: string): Door | null {
  const { operation } = request
  let mine = plainDoors.get(part)
  const known = mine?.get(operation)
  if (known !== undefined) return known
  const kind = kinds[part.kind]
  const door = kind.door({
    operation,
    model,
    stream: request.stream,
    baseUrl: part.baseUrl ?? 'http://sandbox.invalid',
    options: part.options,
  })
  if (!kind.plain) return door
  if (mine === undefined) plainDoors.set(part, (mine = new Map()))
  mine.set(operation, door)
  return door
}

function sameFormat(
  request: ChatRequest,
  door: Door,
  modelId: string,
  changed: boolean,
  headers: IncomingHttpHeaders,
): UpstreamBody {
  const lean = door.edit?.(request.value, false) ?? null
  if (lean === null) return bodyFor(request, modelId, changed)
  // where the model stands in the path, the body names none
  const edited = 'model' in lean ? { ...lean, model: modelId } : lean
  const betas = door.framing === 'aws-wrapped' ? betasOf(headers) : []
  return Buffer.from(JSON.stringify(betas.length === 0 ? edited : { ...edited, anthropic_beta: betas }))
}

function translated(request: ChatRequest, door: Door, modelId: string): Buffer {
  const { operation } = request
  if (!isClientFormat(operation) || !isUpstreamFormat(door.wire))
    throw new Error(`no way from ${operation} to ${door.wire}`)
  const dialogue = clientSides[operation].toDialogue(request.value)
  const value: Json = upstreamSides[door.wire].fromDialogue(dialogue, modelId)
  return Buffer.from(JSON.stringify(door.edit?.(value, true) ?? value))
}

const acceptOf = (door: Door, stream: boolean): string =>
  !stream
    ? 'application/json'
    : door.framing === 'sse'
      ? 'text/event-stream'
      : 'application/vnd.amazon.eventstream'

/** A client's header that may go on: short and printable, so that it can be nothing else. */
const PASSABLE = /^[A-Za-z0-9_.,:; =-]{1,1000}$/
const ANTHROPIC_VERSION = '2023-06-01'

/** Versions and betas of the provider's interface, which the client's library chose. Nothing else of a client's headers goes on. */
function passedHeaders(door: Door, headers: IncomingHttpHeaders): readonly string[] {
  if (door.wire !== 'messages' && door.wire !== 'messages.count_tokens') return NO_HEADERS
  // on other hosts they stand in the body
  if (door.framing === 'aws-wrapped') return NO_HEADERS
  const beta = passable(headers['anthropic-beta'])
  const out = beta === null ? [] : ['anthropic-beta', beta]
  if (door.edit === undefined)
    out.push('anthropic-version', passable(headers['anthropic-version']) ?? ANTHROPIC_VERSION)
  return out
}

const passable = (value: string | string[] | undefined): string | null => {
  const text = Array.isArray(value) ? value.join(',') : value
  return text !== undefined && PASSABLE.test(text) ? text : null
}

const betasOf = (headers: IncomingHttpHeaders): string[] =>
  (passable(headers['anthropic-beta']) ?? '')
    .split(',')
    .map((beta) => beta.trim())
    .filter((beta) => beta !== '')
