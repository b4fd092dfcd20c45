import { z } from 'zod'
import { isUuid, instant, type OrgId } from '../../lib/ids.ts'
import type { JsonObject } from '../../lib/json.ts'
import { nearName } from '../../lib/near.ts'
import { decodeCursor, encodeCursor, type Page } from '../../lib/page.ts'
import { notFound, problem } from '../../lib/problem.ts'
import { actorOf } from '../../identity/record.ts'
import { apiRouter, demand, principalOf } from '../../identity/http.ts'
import { catalogue } from './catalogue/index.ts'
import { criteria } from './catalogue/criteria.ts'
import type { Control } from './contract.ts'
import { testLineSchema } from './contract.ts'
import { definitionOf, indicesOf, outcomeView, readControls, readinessOf, testOf } from './read-controls.ts'
import { runTests } from './run-tests.ts'
import type { ControlsDeps } from './deps.ts'
import { outcomeById, outcomePage, populationLines, type StoredOutcome } from './store.ts'
import { tests } from './tests/index.ts'
import { assignOwner, endWaiver, requestWaiver } from './waivers.ts'
import { controlsApi } from './endpoints.ts'

type TestLine = z.infer<typeof testLineSchema>

/** /controls, /outcomes, /criteria, /readiness. */
export function controlRoutes(deps: ControlsDeps) {
  const routes = apiRouter()
  const read = (org: OrgId, only?: readonly string[]): Promise<Control[]> =>
    deps.db.tx({ org }, (tx) => readControls(tx, org, deps.locate, deps.clock.nowMs(), only), {
      readOnly: true,
    })

  routes.get('/controls', controlsApi.list, async (c) => {
    demand(c, 'control.read', { kind: 'control' })
    const { q } = controlsApi.list.query(c)
    const items = (await read(principalOf(c).org)).filter((control) => matches(control, q))
    // The catalogue is code: one page always holds all of it.
    const page: Page<Control> = { items, next: null, total: items.length, asOf: instant(deps.clock.nowMs()) }
    return c.json(page)
  })

  routes.get('/controls/:id', controlsApi.show, async (c) => {
    const id = c.req.param('id')
    demand(c, 'control.read', { kind: 'control', id })
    const [control] = await read(principalOf(c).org, [id])
    if (control === undefined) throw unknownControl(id)
    return c.json(control)
  })

  routes.get('/controls/:id/outcomes', controlsApi.outcomes, async (c) => {
    const id = c.req.param('id')
    demand(c, 'control.read', { kind: 'control', id })
    if (definitionOf(id) === undefined) throw unknownControl(id)
    const { org } = principalOf(c)
    const { limit, cursor } = controlsApi.outcomes.query(c)
    const { items, total, indices } = await deps.db.tx(
      { org },
      async (tx) => {
        const page = await outcomePage(tx, org, id, { limit, before: seqOf(cursor) })
        const outcomes = page.items.map((item) => item.outcome)
        return { ...page, indices: await indicesOf(tx, deps.locate, org, outcomes) }
      },
      { readOnly: true },
    )
    const last = items.length === limit ? items.at(-1) : undefined
    return c.json({
      items: items.map((item) => outcomeView(item.outcome, indices)),
      next: last === undefined ? null : encodeCursor([last.seq]),
      total,
      asOf: instant(deps.clock.nowMs()),
    })
  })

  routes.put('/controls/:id/owner', controlsApi.assign, async (c) => {
    const id = c.req.param('id')
    const allowed = demand(c, 'control.assign', { kind: 'control', id })
    const definition = definitionOf(id)
    if (definition === undefined) throw unknownControl(id)
    const { owner } = await controlsApi.assign.body(c)
    const { org } = principalOf(c)
    await assignOwner(deps, org, allowed, id, owner)
    return c.json((await read(org, [id]))[0])
  })

  routes.post('/controls/:id/waiver', controlsApi.requestWaiver, async (c) => {
    const id = c.req.param('id')
    const allowed = demand(c, 'control.assign', { kind: 'control', id })
    const definition = definitionOf(id)
    if (definition === undefined) throw unknownControl(id)
    const input = await controlsApi.requestWaiver.body(c)
    return c.json(await requestWaiver(deps, principalOf(c).org, allowed, definition, input), 202)
  })

  routes.delete('/controls/:id/waiver', controlsApi.endWaiver, async (c) => {
    const id = c.req.param('id')
    const allowed = demand(c, 'control.assign', { kind: 'control', id })
    if (definitionOf(id) === undefined) throw unknownControl(id)
    await endWaiver(deps, principalOf(c).org, allowed, id)
    return c.body(null, 204)
  })

  routes.get('/outcomes/:id/rows', controlsApi.rows, async (c) => {
    const id = c.req.param('id')
    demand(c, 'control.read', { kind: 'outcome', id })
    const { org } = principalOf(c)
    const query = controlsApi.rows.query(c)
    const outcome = isUuid(id)
      ? await deps.db.tx({ org }, (tx) => outcomeById(tx, org, id), { readOnly: true })
      : undefined
    if (outcome === undefined) throw notFound('outcome', id)
    const population = outcome.populations.find(
      (p) => query.source === undefined || p.source === query.source,
    )
    if (population === undefined) throw notFound('population', query.source ?? id)
    const lines =
      (await deps.db.tx({ org }, (tx) => populationLines(tx, org, population.source, population.root), {
        readOnly: true,
      })) ?? []
    const from = seqOf(query.cursor) ?? 0
    const items = lines.slice(from, from + query.limit).map((line): JsonObject => JSON.parse(line))
    const end = from + items.length
    return c.json({
      items,
      next: end < lines.length ? encodeCursor([end]) : null,
      total: lines.length,
      asOf: population.asOf,
      source: population.source,
      root: population.root,
    })
  })

  routes.post('/controls/test', controlsApi.test, async (c) => {
    const allowed = demand(c, 'control.test', { kind: 'control' })
    const { org } = principalOf(c)
    const { ids } = await controlsApi.test.body(c)
    const unknown = ids?.find((id) => definitionOf(id) === undefined)
    if (unknown !== undefined) throw unknownControl(unknown)
    const wanted = tests.filter((test) => ids === undefined || ids.includes(test.control))
    const outcomes = await runTests(deps, deps.sources(), org, wanted, {
      cause: 'demand',
      by: actorOf(allowed.principal),
    })
    const lines = (ids ?? wanted.map((test) => test.control)).map((id) =>
      lineOf(
        id,
        outcomes.find((outcome) => outcome.controlId === id),
        deps.clock.nowMs(),
      ),
    )
    return c.json(lines)
  })

  routes.get('/criteria', controlsApi.criteria, (c) => {
    demand(c, 'control.read', { kind: 'criterion' })
    return c.json({ items: criteria, next: null, total: criteria.length, asOf: instant(deps.clock.nowMs()) })
  })

  routes.get('/readiness', controlsApi.readiness, async (c) => {
    demand(c, 'control.read', { kind: 'readiness' })
    return c.json(readinessOf(await read(principalOf(c).org), instant(deps.clock.nowMs())))
  })

  return routes
}

/** Words match id, title or criterion; `status:fail,stale` matches the status. */
function matches(control: Control, q: string): boolean {
  return q
    .split(/\s+/)
    .filter((term) => term !== '')
    .every((term) => {
      const [, statuses] = /^status:(.+)$/.exec(term) ?? []
      if (statuses !== undefined) return statuses.split(',').includes(control.shown ?? control.status)
      const text =
        `${control.id} ${control.title} ${control.criteria.map((link) => link.id).join(' ')}`.toLowerCase()
      return text.includes(term.toLowerCase())
    })
}

function lineOf(id: string, outcome: StoredOutcome | undefined, nowMs: number): TestLine {
  const linked = definitionOf(id)?.criteria.map((link) => link.id) ?? []
  if (outcome === undefined)
    return {
      id,
      status: 'untested',
      checked: 0,
      exceptions: 0,
      criteria: linked,
      asOf: instant(nowMs),
      why: 'this control has no automated test yet',
      deviations: [],
    }
  const href = testOf(id)?.href
  return {
    id,
    status: outcome.status,
    checked: outcome.checked,
    exceptions: outcome.deviating,
    criteria: linked,
    asOf: outcome.asOf.toISOString(),
    why: outcome.why,
    deviations: outcome.deviations.map((deviation) => ({
      ...deviation,
      href: href?.(deviation.key) ?? null,
    })),
  }
}

function unknownControl(id: string) {
  const near = nearName(
    id,
    catalogue.map((definition) => definition.id),
  )
  return problem('control_not_found', 404, `no control \`${id}\` here`, {
    where: id,
    ...(near === undefined ? {} : { fix: `did you mean \`${near}\`` }),
  })
}

function seqOf(cursor: string | null): number | null {
  if (cursor === null) return null
  const [seq] = decodeCursor(cursor) ?? []
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 0)
    throw problem('invalid_cursor', 400, 'this cursor is not one of ours: start the list again', {
      where: 'cursor',
    })
  return seq
}
