/**
 * The second, third and fourth check: whole tool results, each by an author of whom nothing was trained on, in the form of the training records. Their
 * figures were read, their misses were not; which of their lines are found nobody has looked at.
 */
import { join } from 'node:path'
import { readRecords, rowsOfRecords, type RecordRow } from '../../../train/injection/records.ts'

const rows = (file: string, name: string): readonly RecordRow[] =>
  rowsOfRecords(readRecords(join(import.meta.dirname, file)), name)

export const records = (): readonly RecordRow[] => rows('records.jsonl', 'check')
export const thirdRecords = (): readonly RecordRow[] => rows('records-2.jsonl', 'check-2')
export const fourthRecords = (): readonly RecordRow[] => rows('records-3.jsonl', 'check-3')
