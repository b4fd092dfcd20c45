import type { Admission } from './admission.ts'
import { headersFor, refuse, type ErrorShape } from './answers.ts'
import type { Call } from './call.ts'
import type { Key, Route } from './snapshot.ts'

const anthropicModel = (route: Route): object => ({
  type: 'model',
  id: route.part.name,
  display_name: route.part.name,
  created_at: '1970-01-01T00:00:00Z',
})

const openaiModel = (route: Route): object => ({
  id: route.part.name,
  object: 'model',
  created: 0,
  owned_by: route.system.name,
})

const modelOf = (route: Route, shape: ErrorShape): object =>
  shape === 'anthropic' ? anthropicModel(route) : openaiModel(route)

const listOf = (routes: readonly Route[], shape: ErrorShape): object =>
  shape === 'anthropic'
    ? {
        data: routes.map(anthropicModel),
        has_more: false,
        first_id: routes[0]?.part.name ?? null,
        last_id: routes.at(-1)?.part.name ?? null,
      }
    : { object: 'list', data: routes.map(openaiModel) }

/** GET /v1/models and /v1/models/{id}: the routes that this key may name in `model`. Recorded like every call. */
export async function models(
  call: Call,
  key: Key,
  id: string | null,
  shape: ErrorShape,
  admission: Admission,
): Promise<void> {
  call.operation = 'models.list'
  const open = key.routes.filter(
    (r) =>
      r.part.enabled &&
      r.part.environment === key.part.environment &&
      r.targets.length > 0 &&
      admission.access(key, r, call.operation) === null,
  )
  const one = id === null ? undefined : open.find((r) => r.part.name === id)
  if (id !== null && one === undefined) {
    return call.refuse(
      refuse('model_not_found', `no route \`${id.slice(0, 100)}\` for system \`${key.system.name}\``, {
        param: 'model',
      }),
    )
  }
  const body = Buffer.from(JSON.stringify(one === undefined ? listOf(open, shape) : modelOf(one, shape)))
  const evidence = await call.end({
    status: 'completed',
    verdict: 'allowed',
    httpStatus: 200,
    code: '',
    decidedBy: '',
  })
  if (!call.recorded)
    call.answerError(refuse('evidence_unavailable', 'evidence of this call could not be written'), evidence)
  else if (!call.res.destroyed) {
    call.res.writeHead(200, headersFor(call.marks(evidence), 'application/json', body.length))
    call.res.end(body)
  }
  call.over()
}
