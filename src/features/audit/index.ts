import type { JobHandler } from '../../platform/jobs.ts'
import type { Migration } from '../../platform/migrations.ts'
import type { AuditDeps } from './deps.ts'
import { exportJob } from './make-package.ts'
import { audit0900 } from './migrations/0900-audit.ts'
import { auditRoutes } from './routes.ts'

export type { AuditDeps } from './deps.ts'
export type {
  AnchorReceipt,
  ControlEvidence,
  ControlsExport,
  FrozenLog,
  LedgerBody,
  LedgerExport,
  LedgerLeaf,
  PayloadState,
  SystemsExport,
  VerifierFiles,
} from './ports.ts'
export { bundledVerifier } from './bundled-verifier.ts'

export const auditMigrations: readonly Migration[] = [audit0900]

export function createAudit(deps: AuditDeps): {
  readonly routes: ReturnType<typeof auditRoutes>
  readonly jobs: readonly JobHandler[]
} {
  return { routes: auditRoutes(deps), jobs: [exportJob(deps)] }
}
