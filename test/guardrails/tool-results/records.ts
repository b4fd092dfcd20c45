/**
 * The second check: whole tool results by an author of whom nothing was trained on, in the form of the training records. Its figures were read,
 * its misses were not; which of its lines are found nobody has looked at.
 */
import { join } from 'node:path'
import { readRecords, rowsOfRecords, type RecordRow } from '../../../train/injection/records.ts'

export const records = (): readonly RecordRow[] =>
  rowsOfRecords(readRecords(join(import.meta.dirname, 'records.jsonl')), 'check')
