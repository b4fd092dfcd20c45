import { featureNames, type FeatureName, type Features } from './features.ts'
import { bias, linear, shift, treeBias, trees } from './weights.ts'

/** The line's part; the trees have the rest. Measured on sources left out: the trees alone are sharper, the line keeps odd rows sane. */
export const LINE_SHARE = 0.25

/**
 * How likely a sentence with these features is not supported: logistic regression and boosted trees, mixed in log-odds.
 * The trees see what goes together (a turned pair of words matters when all else is copied), the line keeps them honest where rows were few.
 * `shift` puts one of ten supported claims of our own, in the register where most are flagged, at one half: the threshold of spans and flags.
 * Trees are flat: [feature, threshold, left, right] per split, [-1, value, 0, 0] per leaf.
 */
export function riskOf(features: Features): number {
  const values = featureNames.map((name) => features[name])
  return Math.max(floorOf(values), mixed(values))
}

/**
 * A near copy of one sentence but for a unit, a negation, an opposite, a number or name that stands nowhere, in the place of another, or the other
 * way round, is wrong, however much like a copy it looks: what makes retellings pass must not let it through.
 */
export function floorOf(values: readonly number[]): number {
  const miss = values[MISS] ?? 1
  const marks = (indexes: readonly number[]): boolean => indexes.some((i) => (values[i] ?? 0) >= 1)
  return (miss <= NEAR_COPY && marks(TURNED)) || (miss <= HALF_COPY && marks(MISPLACED)) ? 0.6 : 0
}
const indexesOf = (names: readonly FeatureName[]): readonly number[] =>
  names.map((name) => featureNames.indexOf(name))
const MISS = featureNames.indexOf('missInBest')
const TURNED = indexesOf([
  'unitsDiffer',
  'negationAdded',
  'negationDropped',
  'opposite',
  'unknownNumbers',
  'unknownNames',
  'numbersElsewhere',
  'namesElsewhere',
])
const NEAR_COPY = 0.3
/** These name the place themselves: of 8,213 supported claims of ours 0.4 % have one. */
const MISPLACED = indexesOf(['slotSwap', 'rolesTurned'])
const HALF_COPY = 0.5

function mixed(values: readonly number[]): number {
  let line = bias
  values.forEach((value, i) => (line += value * (linear[i] ?? 0)))
  let forest = treeBias
  for (const tree of trees) forest += leafOf(tree, values)
  return 1 / (1 + Math.exp(-LINE_SHARE * line - (1 - LINE_SHARE) * forest - shift))
}

function leafOf(tree: readonly number[], values: readonly number[]): number {
  let at = 0
  // Depth is four: eight steps are more than any tree has.
  for (let step = 0; step < 8; step++) {
    const feature = tree[at * 4] ?? -1
    if (feature < 0) return tree[at * 4 + 1] ?? 0
    at = ((values[feature] ?? 0) > (tree[at * 4 + 1] ?? 0) ? tree[at * 4 + 3] : tree[at * 4 + 2]) ?? 0
  }
  return 0
}

/** How much of an answer's risk is that of its worst sentence; the rest is the mean of all. */
const WORST = 0.6

const logit = (p: number): number => Math.log(Math.max(p, 1e-6) / Math.max(1 - p, 1e-6))

/** One number for an answer: one wrong sentence among good ones counts, many doubtful ones count more than one. */
export function answerRisk(risks: readonly number[]): number {
  if (risks.length === 0) return 0
  let worst = -Infinity
  let sum = 0
  for (const risk of risks) {
    const value = logit(risk)
    worst = Math.max(worst, value)
    sum += value
  }
  return 1 / (1 + Math.exp(-(WORST * worst + (1 - WORST) * (sum / risks.length))))
}
