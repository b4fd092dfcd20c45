import type { Row } from './rows.ts'

/** A double leave-out: sources of attacks and of ordinary text that training does not see, judged against each other. */
export type Fold = {
  readonly name: string
  readonly test: (row: Row) => boolean
  /** Neither trained on nor judged: made from what is judged. */
  readonly dropped: (row: Row) => boolean
}

const among =
  (...families: string[]) =>
  (row: Row): boolean =>
    families.includes(row.family)
const none = (): boolean => false

/** injection-models.md, section 1. S0 to S3 make LSO4; with the kinds below they make LKO7. */
export const folds: readonly Fold[] = [
  {
    name: 'S0',
    test: among('attack:published-indirect', 'benign:carriers'),
    dropped: among('attack:own-indirect'),
  },
  {
    name: 'S1',
    test: among('attack:own', 'benign:synthetic', 'benign:chat', 'benign:tasks-0'),
    dropped: among('attack:own-indirect'),
  },
  {
    name: 'S2',
    test: among('attack:wild', 'benign:roleplay', 'benign:math', 'benign:security-1', 'benign:tasks-1'),
    dropped: none,
  },
  {
    name: 'S3',
    test: among('attack:template', 'benign:harmful-request', 'benign:security-2', 'benign:tasks-2'),
    dropped: none,
  },
]

const carrier = (row: Row): string => /docs|table|email|code/.exec(`${row.kind} ${row.source}`)?.[0] ?? ''
const published = among('attack:published-indirect', 'benign:carriers')

/**
 * For the levels of data alone: one kind of carrier unseen, the others known. S0 leaves out every document that was not made here; what its
 * models say of ordinary documents is no guide to a model that has seen some.
 */
export const levelFolds: readonly Fold[] = [['docs'], ['table'], ['email', 'code']].map((kinds) => ({
  name: `D ${kinds.join(' ')}`,
  test: (row) => published(row) && kinds.includes(carrier(row)),
  dropped: (row) => row.family === 'attack:own-indirect' && kinds.includes(carrier(row)),
}))

/** For the levels of tool results: all of them that are made here unseen, with their clean twins. */
export const toolFold: Fold = { name: 'T', test: among('made:own:data'), dropped: none }

/** Whole kinds of the rows made here: other languages, tool results under attack, tricks and persuasion. */
export const kindFolds: readonly Fold[] = [
  { name: 'K4', test: among('made:own:language'), dropped: none },
  { name: 'K6', test: among('made:own:data'), dropped: none },
  { name: 'K7', test: among('made:own:extraction', 'made:own:persuasion'), dropped: none },
]
