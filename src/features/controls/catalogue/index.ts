import type { ControlDefinition } from '../model.ts'
import { accessControls } from './access.ts'
import { dataControls } from './data.ts'
import { gatewayControls } from './gateway.ts'
import { governanceControls } from './governance.ts'
import { inventoryControls } from './inventory.ts'
import { modelsControls } from './models.ts'
import { operationsControls } from './operations.ts'

/** The whole catalogue, by family. A control without a test is `untested`, never pass. */
export const catalogue: readonly ControlDefinition[] = [
  ...inventoryControls,
  ...modelsControls,
  ...dataControls,
  ...accessControls,
  ...gatewayControls,
  ...operationsControls,
  ...governanceControls,
]
