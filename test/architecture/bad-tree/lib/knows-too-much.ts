import { y } from '../platform/y.ts'
import { readFileSync } from 'node:fs'
export const z = [y, readFileSync]
