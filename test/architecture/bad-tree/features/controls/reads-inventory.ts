import { x } from '../inventory/index.ts'
export const z = x
