import type { TestDefinition } from '../model.ts'
import {
  DAY_MS,
  absent,
  all,
  any,
  at,
  f,
  fixed,
  is,
  isNot,
  live,
  not,
  outer,
  page,
  present,
  standing,
} from './kit.ts'

const independent = all(
  any(
    isNot('verdict', 'approve'),
    all({ ne: [f('decidedBy'), f('author')] }, { ne: [f('decidedBy'), f('requester')] }),
  ),
  any(absent('executedAt'), { ge: [f('approvals'), f('quorum')] }),
  not({ after: [f('at'), f('expiresAt')] }),
)

export const modelTests: readonly TestDefinition[] = [
  {
    control: 'AIC-MDL-01',
    ...standing,
    uncovered:
      'data and evaluation digests; other accounts of one person; how strongly the approver had signed in',
    events: [
      'registry.deployed',
      'registry.rolled_back',
      'registry.approved',
      'approval.decided',
      'approval.executed',
    ],
    href: fixed('/models'),
    test: {
      v: 1,
      populations: { deployments: 'registry.deployments', approvals: 'registry.approvals' },
      checks: [
        {
          of: 'deployments',
          // The sandbox stands by an act of the installation and is shown as such; it is no release of the organisation's.
          where: is('bootstrap', false),
          each: all(
            present('approvalId'),
            present('approvedAt'),
            not({ after: [f('approvedAt'), f('at')] }),
            is('digestMatches', true),
            { ne: [f('author'), 'installation'] },
          ),
          key: 'label',
          what: '{label} went to {environment} at {at}: approved {approvedAt}, digests equal {digestMatches}',
          emptyMeans: 'did_not_operate',
        },
        {
          of: 'approvals',
          where: is('kind', 'version.approve'),
          each: independent,
          key: 'id',
          what: '{subject}: {verdict} by {decidedBy}, made by {author}, asked by {requester}, {approvals} of {quorum}',
          emptyMeans: 'skip',
        },
      ],
    },
  },
  {
    control: 'AIC-MDL-02',
    ...live,
    uncovered: 'what the upstream said it was; a version that was away between two deployments of one day',
    events: ['registry.deployed', 'registry.rolled_back', 'registry.retired'],
    href: fixed('/gateway/requests'),
    test: {
      v: 1,
      populations: { calls: 'gateway.calls', deployments: 'registry.deployments' },
      checks: [
        {
          of: 'calls',
          where: is('dispatched', true),
          each: all(
            present('version'),
            {
              exists: {
                in: 'deployments',
                on: { version: 'version', environment: 'environment' },
                where: all(
                  not({ after: [f('at'), outer('firstAt')] }),
                  is('digestMatches', true),
                  any(
                    is('bootstrap', true),
                    all(present('approvedAt'), not({ after: [f('approvedAt'), outer('firstAt')] })),
                  ),
                ),
              },
            },
            {
              exists: {
                in: 'deployments',
                on: { version: 'version', environment: 'environment' },
                // Connected replicas may take two seconds to follow a switch.
                where: any(absent('endedAt'), { after: [at('endedAt + 5s'), outer('lastAt')] }),
              },
            },
          ),
          key: 'id',
          what: '{count} calls on {routeName} ({environment}) were answered by version {version}, not approved and deployed then',
          units: 'count',
          emptyMeans: 'did_not_operate',
        },
      ],
    },
  },
  {
    control: 'AIC-MDL-07',
    ...standing,
    uncovered: 'prompts; the dry run behind the decision; end dates of relaxations',
    events: ['approval.decided', 'approval.executed', 'policy.activated', 'kill.released'],
    href: page('/approvals/'),
    test: {
      v: 1,
      populations: { approvals: 'registry.approvals' },
      checks: [
        {
          of: 'approvals',
          where: isNot('kind', 'version.approve'),
          each: independent,
          key: 'approval',
          what: '{kind} {subject}: {verdict} by {decidedBy}, made by {author}, asked by {requester}, {approvals} of {quorum}',
          emptyMeans: 'did_not_operate',
        },
      ],
    },
  },
  {
    control: 'AIC-LED-01',
    ...standing,
    windowMs: DAY_MS,
    watch: true,
    uncovered:
      'independent verification each month; what a party that holds both the operator and the anchor could do',
    events: ['log.anchored', 'log.opened', 'log.continued'],
    href: fixed('/settings/ledger'),
    test: {
      v: 1,
      populations: { logs: 'ledger.anchors' },
      checks: [
        {
          of: 'logs',
          where: all(is('state', 'open'), { gt: [f('size'), 0] }),
          each: all(
            isNot('anchor', 'none'),
            present('anchoredAt'),
            { after: [f('anchoredAt'), at('now - 24h')] },
            { gt: [f('anchoredSize'), 0] },
            present('publishedAt'),
            any(absent('oldestPendingAt'), { after: [f('oldestPendingAt'), at('now - 15m')] }),
          ),
          key: 'id',
          what: 'log {id} is unanchored since {unanchoredSince}; oldest unpublished entry {oldestPendingAt}',
          emptyMeans: 'inconclusive',
        },
      ],
    },
  },
  {
    control: 'AIC-DR-02',
    ...standing,
    windowMs: 400 * DAY_MS,
    uncovered: 'backups of models and datasets kept elsewhere; the reference evaluation after a restore',
    events: ['backup.made', 'backup.tested', 'backup.restored'],
    href: fixed('/settings/backups'),
    test: {
      v: 1,
      populations: { backups: 'operations.backups' },
      checks: [
        {
          of: 'backups',
          total: {
            exists: { in: 'backups', where: all(is('kind', 'data'), { after: [f('at'), at('now - 8d')] }) },
          },
          key: 'data backup',
          what: 'no backup of the data in the last 8 days',
          emptyMeans: 'did_not_operate',
        },
        {
          of: 'backups',
          total: {
            exists: {
              in: 'backups',
              where: all(is('kind', 'data'), is('restoreResult', 'pass'), {
                after: [f('restoreTestedAt'), at('now - 92d')],
              }),
            },
          },
          key: 'restore test',
          what: 'no backup of the data was restored successfully in the last 92 days',
          emptyMeans: 'skip',
        },
        {
          of: 'backups',
          total: {
            exists: { in: 'backups', where: all(is('kind', 'keys'), { after: [f('at'), at('now - 92d')] }) },
          },
          key: 'key backup',
          what: 'no backup of the keys in the last 92 days: without it no data backup opens a payload',
          emptyMeans: 'skip',
        },
        {
          of: 'backups',
          each: isNot('restoreResult', 'fail'),
          key: 'id',
          what: 'the {kind} backup of {at} failed its restore test of {restoreTestedAt}',
          emptyMeans: 'skip',
        },
      ],
    },
  },
  {
    control: 'AIC-EVD-01',
    ...standing,
    uncovered: 'controls without an automated test',
    events: [],
    href: page('/compliance/controls/'),
    test: {
      v: 1,
      populations: { controls: 'controls.populations' },
      checks: [
        {
          of: 'controls',
          // A control cannot vouch for its own freshness; its page shows when it last ran.
          where: isNot('id', 'AIC-EVD-01'),
          each: all(
            present('lastTestedAt'),
            { after: [f('freshUntil'), at('now')] },
            { ge: [f('populations'), 1] },
            is('incomplete', 0),
            present('recordedAs'),
          ),
          key: 'id',
          what: '{id}: last tested {lastTestedAt}, {incomplete} of {populations} populations incomplete',
          emptyMeans: 'inconclusive',
        },
      ],
    },
  },
]
