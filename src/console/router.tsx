import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  type ErrorComponentProps,
  type RouteComponent,
} from '@tanstack/react-router'
import { App } from './App.tsx'
import { Failure } from './Load.tsx'
import { Agents, Lost, Monitoring } from './pages/NotBuilt.tsx'

/** A page that fails keeps the shell around it. */
const Broken = ({ error, reset }: ErrorComponentProps) => (
  <section className="panel">
    <Failure
      error={error instanceof Error ? error : new Error(String(error))}
      what="this page"
      onRetry={reset}
    />
  </section>
)

const root = createRootRoute({ component: App, notFoundComponent: Lost })
const page = (path: string, component: RouteComponent) =>
  createRoute({ getParentRoute: () => root, path, component })
const moved = (path: string, to: (params: Readonly<Record<string, string>>) => string) =>
  createRoute({
    getParentRoute: () => root,
    path,
    beforeLoad: ({ params }) => {
      throw redirect({ href: to(params), replace: true })
    },
  })

const home = () => import('./pages/Home.tsx')
const setup = () => import('./pages/Setup.tsx')
const inventory = () => import('../features/inventory/ui/index.ts')
const registry = () => import('../features/registry/ui/index.ts')
const gateway = () => import('../features/gateway/ui/index.ts')
const policies = () => import('../features/policies/ui/index.ts')
const controls = () => import('../features/controls/ui/index.ts')
const audit = () => import('../features/audit/ui/index.ts')
const operations = () => import('../features/operations/ui/index.ts')
const identity = () => import('./pages/identity.ts')

const routes = [
  page('/', lazyRouteComponent(home, 'Home')),
  page('/setup', lazyRouteComponent(setup, 'Setup')),
  page('/start', () => null),
  page(
    '/approvals',
    lazyRouteComponent(() => import('./pages/Approvals.tsx'), 'Approvals'),
  ),
  page(
    '/approvals/$id',
    lazyRouteComponent(() => import('./pages/Approvals.tsx'), 'Approvals'),
  ),
  page('/systems', lazyRouteComponent(inventory, 'Systems')),
  page('/systems/new', lazyRouteComponent(inventory, 'NewSystem')),
  page('/systems/$name', lazyRouteComponent(inventory, 'SystemPage')),
  page('/models', lazyRouteComponent(registry, 'Models')),
  page('/models/$label', lazyRouteComponent(registry, 'VersionPage')),
  page('/gateway/requests', lazyRouteComponent(gateway, 'Requests')),
  page('/gateway/requests/$id', lazyRouteComponent(gateway, 'RequestPage')),
  page('/gateway/extraction', lazyRouteComponent(gateway, 'Extraction')),
  page('/gateway/policies', lazyRouteComponent(policies, 'Policies')),
  page('/gateway/policies/$name', lazyRouteComponent(policies, 'PolicyPage')),
  page('/gateway/detectors', lazyRouteComponent(policies, 'Detectors')),
  page('/gateway/keys', lazyRouteComponent(identity, 'Keys')),
  page('/gateway/issuers', lazyRouteComponent(identity, 'Issuers')),
  page('/gateway/limits', lazyRouteComponent(identity, 'Limits')),
  page('/gateway/routes', lazyRouteComponent(policies, 'Routes')),
  page(
    '/gateway/providers',
    lazyRouteComponent(() => import('./pages/Providers.tsx'), 'Providers'),
  ),
  page('/agents', Agents),
  page('/monitoring', Monitoring),
  page('/compliance/controls', lazyRouteComponent(controls, 'Controls')),
  page('/compliance/controls/$id', lazyRouteComponent(controls, 'ControlPage')),
  page('/compliance/readiness', lazyRouteComponent(controls, 'ReadinessPage')),
  page('/compliance/audits', lazyRouteComponent(audit, 'Audits')),
  page('/settings/people', lazyRouteComponent(identity, 'People')),
  page('/settings/tokens', lazyRouteComponent(identity, 'Tokens')),
  page(
    '/settings/api',
    lazyRouteComponent(() => import('./pages/ApiReference.tsx'), 'ApiReference'),
  ),
  page('/settings/account', lazyRouteComponent(identity, 'Account')),
  page('/settings/health', lazyRouteComponent(operations, 'HealthPage')),
  page('/settings/backups', lazyRouteComponent(operations, 'Backups')),
  page(
    '/settings/ledger',
    lazyRouteComponent(() => import('./pages/LedgerPage.tsx'), 'LedgerPage'),
  ),
  page(
    '/settings/ledger/$id',
    lazyRouteComponent(() => import('./pages/EntryPage.tsx'), 'EntryPage'),
  ),
  page('/settings/sample', lazyRouteComponent(operations, 'SampleCompany')),
  moved('/gateway', () => '/gateway/requests'),
  moved('/compliance', () => '/compliance/controls'),
  moved('/settings', () => '/settings/people'),
  moved('/login', () => '/'),
  moved('/invite', () => '/'),
  // Addresses that entries and approvals may carry.
  moved('/calls/$id', (p) => `/gateway/requests/${p.id ?? ''}`),
  moved('/policies/$name', (p) => `/gateway/policies/${p.name ?? ''}`),
  moved('/policies', () => '/gateway/policies'),
  moved('/versions/$label', (p) => `/models/${p.label ?? ''}`),
  moved('/controls/$id', (p) => `/compliance/controls/${p.id ?? ''}`),
  moved('/controls', () => '/compliance/controls'),
  moved('/keys', () => '/gateway/keys'),
  moved('/routes', () => '/gateway/routes'),
  moved('/users', () => '/settings/people'),
  moved('/people', () => '/settings/people'),
  moved('/entries/$id', (p) => `/settings/ledger/${p.id ?? ''}`),
]

export const makeRouter = () =>
  createRouter({
    routeTree: root.addChildren(routes),
    scrollRestoration: false,
    defaultErrorComponent: Broken,
    // The query string stays plain text: `?q=verdict:blocked`, not JSON.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const params = new URLSearchParams()
      for (const [k, v] of Object.entries(search)) if (typeof v === 'string' && v !== '') params.set(k, v)
      const out = params.toString().replace(/%3A/g, ':').replace(/%2C/g, ',')
      return out === '' ? '' : `?${out}`
    },
  })
