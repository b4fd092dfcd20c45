import type { IconName } from '../design/Icon.tsx'

export type Sub = { readonly name: string; readonly href: string; readonly key?: string }
export type Area = {
  readonly name: string
  readonly href: string
  readonly root: string
  readonly icon: IconName
  readonly key: string
  readonly bottom: boolean
  readonly subs: readonly Sub[]
}

/** The eight entries; `key` follows `g`. */
export const areas: readonly Area[] = [
  { name: 'Home', href: '/', root: '/', icon: 'home', key: 'h', bottom: true, subs: [] },
  {
    name: 'AI systems',
    href: '/systems',
    root: '/systems',
    icon: 'systems',
    key: 's',
    bottom: true,
    subs: [],
  },
  {
    name: 'Models & data',
    href: '/models',
    root: '/models',
    icon: 'models',
    key: 'm',
    bottom: false,
    subs: [],
  },
  {
    name: 'Gateway',
    href: '/gateway/requests',
    root: '/gateway',
    icon: 'gateway',
    key: 'r',
    bottom: true,
    subs: [
      { name: 'Requests', href: '/gateway/requests', key: 'r' },
      { name: 'Policies', href: '/gateway/policies', key: 'p' },
      { name: 'Detectors', href: '/gateway/detectors', key: 'd' },
      { name: 'Keys', href: '/gateway/keys', key: 'k' },
      { name: 'Issuers', href: '/gateway/issuers' },
      { name: 'Limits', href: '/gateway/limits' },
      { name: 'Routes & kill switch', href: '/gateway/routes' },
      { name: 'Providers & prices', href: '/gateway/providers' },
      { name: 'Extraction', href: '/gateway/extraction' },
    ],
  },
  { name: 'Agents', href: '/agents', root: '/agents', icon: 'agents', key: 'n', bottom: false, subs: [] },
  {
    name: 'Monitoring',
    href: '/monitoring',
    root: '/monitoring',
    icon: 'monitor',
    key: 'o',
    bottom: false,
    subs: [],
  },
  {
    name: 'Compliance',
    href: '/compliance/controls',
    root: '/compliance',
    icon: 'compliance',
    key: 'c',
    bottom: true,
    subs: [
      { name: 'Controls', href: '/compliance/controls', key: 'c' },
      { name: 'Readiness', href: '/compliance/readiness' },
      { name: 'Audits', href: '/compliance/audits', key: 'u' },
    ],
  },
  {
    name: 'Settings',
    href: '/settings/people',
    root: '/settings',
    icon: 'settings',
    key: 't',
    bottom: false,
    subs: [
      { name: 'People', href: '/settings/people' },
      { name: 'API tokens', href: '/settings/tokens' },
      { name: 'API', href: '/settings/api' },
      { name: 'Your account', href: '/settings/account' },
      { name: 'System health', href: '/settings/health' },
      { name: 'Backups', href: '/settings/backups' },
      { name: 'Ledger & anchors', href: '/settings/ledger', key: 'l' },
      { name: 'Sample company', href: '/settings/sample' },
    ],
  },
]

export const isUnder = (path: string, area: Area): boolean =>
  area.root === '/'
    ? path === '/' || path === '/setup'
    : path === area.root || path.startsWith(`${area.root}/`)
/** After `g`: letter to address. */
export const goKeys: Readonly<Record<string, { readonly name: string; readonly href: string }>> =
  Object.fromEntries([
    ...areas.map((a) => [a.key, { name: a.name, href: a.href }] as const),
    ...areas.flatMap((a) =>
      a.subs.flatMap((s) => (s.key === undefined ? [] : [[s.key, { name: s.name, href: s.href }] as const])),
    ),
    ['a', { name: 'Approvals', href: '/approvals' }] as const,
  ])
