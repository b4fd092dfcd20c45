/** The shipped tagger on the check that nothing was trained on (test/guardrails/names): `tsx train/pii/check.ts`. It prints figures and no text. */
import { join } from 'node:path'
import { shippedModel } from '../../src/features/guardrails/pii/name-model.ts'
import { evaluate } from './evaluate.ts'
import { readWritten } from './written.ts'

const file = join(import.meta.dirname, '../../test/guardrails/names/check.txt')
console.log(evaluate(readWritten(file, 'check'), shippedModel()))
