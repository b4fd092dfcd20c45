import { apiRouter, demand } from '../../identity/http.ts'
import type { Clock } from '../../platform/clock.ts'
import { installedDetectors, tryText } from './try-detectors.ts'
import { detectorsApi } from './endpoints.ts'

/** /detectors: what judges texts, and a place to try one. */
export function detectorRoutes({ clock }: { readonly clock: Clock }) {
  const routes = apiRouter()

  routes.get('/detectors', detectorsApi.list, (c) => {
    demand(c, 'policy.read', { kind: 'policy' })
    return c.json({ items: installedDetectors(), total: installedDetectors().length, next: null })
  })

  routes.post('/detectors/try', detectorsApi.try, async (c) => {
    demand(c, 'policy.read', { kind: 'policy' })
    const { text, origin } = await detectorsApi.try.body(c)
    return c.json(tryText(text, origin, () => clock.monotonicUs()))
  })

  return routes
}
