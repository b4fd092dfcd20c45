import type { FactSource } from '../../ledger/facts.ts'
import type { Clock } from '../../platform/clock.ts'
import { systemView } from './read.ts'
import { systemsUntil } from './store.ts'

const ROWS_MAX = 100_000

/** Every AI system that existed in the window, with what it lacks (INV-1). */
export function inventoryFacts(clock: Clock): FactSource[] {
  return [
    {
      id: 'inventory.systems',
      fields: {
        id: 'string',
        ref: 'string',
        name: 'string',
        kind: 'string',
        state: 'string',
        environment: 'string',
        trial: 'boolean',
        owner: 'string?',
        ownerEmail: 'string?',
        ownerActive: 'boolean',
        ownerAssignedAt: 'instant?',
        ownerAcceptedAt: 'instant?',
        hasPurpose: 'boolean',
        riskClass: 'string?',
        hasRiskAnswers: 'boolean',
        dataClasses: 'number',
        vendor: 'string?',
        missing: 'string',
        createdAt: 'instant',
        updatedAt: 'instant',
        retiredAt: 'instant?',
      },
      async load(tx, org, window) {
        const rows = await systemsUntil(tx, org, new Date(window.from), new Date(window.to), ROWS_MAX + 1)
        const complete = rows.length <= ROWS_MAX
        return {
          source: 'inventory.systems',
          complete,
          why: complete ? '' : `more than ${ROWS_MAX} systems`,
          asOf: new Date(clock.nowMs()).toISOString(),
          query: `all AI systems registered until ${window.to} and not retired before ${window.from}, as they stand now; none left out`,
          rows: rows.slice(0, ROWS_MAX).map((row) => {
            const s = systemView(row, { lastCallAt: null, calls24h: 0 })
            return {
              id: s.id,
              ref: s.ref,
              name: s.name,
              kind: s.kind,
              state: s.state,
              environment: s.environment,
              trial: s.environment === 'trial',
              owner: s.owner?.userId ?? null,
              ownerEmail: s.owner?.email ?? null,
              ownerActive: s.owner?.active ?? false,
              ownerAssignedAt: row.owner_assigned_at?.toISOString() ?? null,
              ownerAcceptedAt: s.owner?.acceptedAt ?? null,
              hasPurpose: s.purpose !== null,
              riskClass: s.risk?.class ?? null,
              hasRiskAnswers: s.risk !== null,
              dataClasses: s.dataClasses.length,
              vendor: s.vendor,
              missing: s.missing.join(','),
              createdAt: s.createdAt,
              updatedAt: s.updatedAt,
              retiredAt: row.retired_at?.toISOString() ?? null,
            }
          }),
        }
      },
    },
  ]
}
