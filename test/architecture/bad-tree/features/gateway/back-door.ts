import { x } from '../registry/store.ts'
export const z = x
