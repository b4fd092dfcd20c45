import { y } from '../../platform/y.ts'
export const z = y
