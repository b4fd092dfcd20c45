/** The API's document without a server: every router over rooms that are not there. */
import { apiDocument } from '../../src/app/api-document.ts'
import { demoRoutes } from '../../src/app/demo-ports.ts'
import { upkeepRoutes } from '../../src/app/ledger-upkeep.ts'
import { auditRoutes } from '../../src/features/audit/routes.ts'
import { controlRoutes } from '../../src/features/controls/routes.ts'
import { callRoutes } from '../../src/features/gateway/routes.ts'
import { inventoryRoutes } from '../../src/features/inventory/routes.ts'
import { operationsRoutes } from '../../src/features/operations/routes.ts'
import { policyRoutes } from '../../src/features/policies/routes.ts'
import { registryRoutes } from '../../src/features/registry/routes.ts'
import { credentialRoutes } from '../../src/identity/routes-credentials.ts'
import { passkeyRoutes } from '../../src/identity/routes-passkeys.ts'
import { sessionRoutes } from '../../src/identity/routes-session.ts'

// Routes are only listed, never run: whatever they take from their room is this.
const nothing: any = new Proxy({}, { get: () => nothing }) // eslint-disable-line

export const wholeDocument = (): Readonly<Record<string, unknown>> =>
  apiDocument(
    [
      sessionRoutes(nothing, nothing),
      passkeyRoutes(nothing, nothing),
      credentialRoutes(nothing),
      inventoryRoutes(nothing),
      registryRoutes(nothing),
      policyRoutes(nothing),
      controlRoutes(nothing),
      auditRoutes(nothing),
      callRoutes(nothing),
      operationsRoutes(nothing),
      upkeepRoutes(nothing),
      demoRoutes(nothing),
    ],
    '0.1.0',
  )
