import { anyInScope, apiRouter, demand, principalOf, systemsInScope } from '../../../identity/http.ts'
import { answerAlert, findAlert, listAlerts, userTag, type AlertDeps } from './alerts.ts'
import type { ExtractionWatch } from './watch.ts'
import { extractionApi } from './endpoints.ts'

/** /gateway/extraction: callers that look like they copy a model, and what people said about them. */
export function extractionRoutes(deps: AlertDeps & { readonly watch: ExtractionWatch }) {
  const routes = apiRouter()

  routes.get('/gateway/extraction', extractionApi.list, async (c) => {
    const principal = principalOf(c)
    const scope = systemsInScope(principal)
    demand(c, 'call.read', anyInScope(c, 'extraction'))
    const query = extractionApi.list.query(c)
    return c.json(
      await listAlerts(deps, principal.org, {
        ...query,
        open: query.open === 'true',
        systems: scope === null ? null : deps.names.ids('system', scope),
      }),
    )
  })

  routes.post('/gateway/extraction/:id/acknowledge', extractionApi.acknowledge, async (c) => {
    const { org } = principalOf(c)
    demand(c, 'call.read', anyInScope(c, 'extraction'))
    const alert = await findAlert(deps, org, c.req.param('id'))
    const by = demand(c, 'policy.write', {
      kind: 'extraction',
      id: alert.id,
      system: alert.system,
      environment: alert.environment,
    })
    const answer = await extractionApi.acknowledge.body(c)
    const { view, keyId, userTag: tag } = await answerAlert(deps, org, by, alert.id, answer)
    if (answer.harmless) acceptCaller(deps.watch, org, keyId, tag)
    return c.json(view)
  })

  return routes
}

/** The caller whom a person found harmless is known by the tag that the alert shows. */
export const acceptCaller = (
  watch: ExtractionWatch,
  org: string,
  keyId: string,
  tag: string | null,
): boolean => watch.accept(org, keyId, (user) => (user === null ? null : userTag(org, user)) === tag)
