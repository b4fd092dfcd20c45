import type { Detector } from './contract.ts'
import { injectionPatterns } from './injection.ts'
import { piiPatterns } from './pii.ts'
import { secretPatterns } from './secrets.ts'

export const defaultDetectors: readonly Detector[] = [injectionPatterns, secretPatterns, piiPatterns]
