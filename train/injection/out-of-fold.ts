import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MEMBERS, spreadOf, type Spread } from './recipe.ts'

/** One text as the models saw it that had none of its sources in training. */
export type OutOfFold = {
  readonly id: string
  readonly fold: string
  readonly label: number
  readonly kind: string
  readonly data: boolean
  /** The members' log-odds. */
  readonly members: readonly number[]
}

const file = (): string => join(process.env['INJECTION_CACHE'] ?? tmpdir(), 'injection-oof.json')

export const keepOutOfFold = (rows: readonly OutOfFold[]): void => writeFileSync(file(), JSON.stringify(rows))

export function outOfFold(): OutOfFold[] {
  if (!existsSync(file()))
    throw new Error(
      `\`${file()}\` is not there: run train/injection/lso.ts first, calibration reads what it leaves`,
    )
  return JSON.parse(readFileSync(file(), 'utf8'))
}

/** Judged with one kind of carrier unseen, for the levels of data. */
export const ofCarriers = (row: OutOfFold): boolean => row.fold.startsWith('D')

/** Of each member over the folds of sources, for a kind of origin: what the detector subtracts and divides by. */
export const spreadsOf = (rows: readonly OutOfFold[], data: boolean): Spread[] => {
  const mine = rows.filter((row) => row.data === data && row.fold.startsWith('S'))
  return MEMBERS.map((_, k) => spreadOf(mine.map((row) => row.members[k] ?? 0)))
}

/** The ensemble's score as the detector computes it. */
export const rawOf = (row: Pick<OutOfFold, 'members'>, spreads: readonly Spread[]): number =>
  row.members.reduce((sum, v, k) => sum + (v - (spreads[k]?.mean ?? 0)) / (spreads[k]?.spread ?? 1), 0) /
  row.members.length
