import { featureNames, type Features } from './features.ts'
import { bias, linear, shift, treeBias, trees } from './weights.ts'

/**
 * How likely a sentence with these features is not supported: the mean of a logistic regression and boosted trees in log-odds.
 * The trees see what goes together (a turned pair of words matters when all else is copied), the line keeps them honest where rows were few.
 * `shift` puts one of twenty supported claims of our own at one half: the threshold that spans and flags use.
 * Trees are flat: [feature, threshold, left, right] per split, [-1, value, 0, 0] per leaf.
 */
export function riskOf(features: Features): number {
  const values = featureNames.map((name) => features[name])
  let line = bias
  values.forEach((value, i) => (line += value * (linear[i] ?? 0)))
  let forest = treeBias
  for (const tree of trees) forest += leafOf(tree, values)
  return 1 / (1 + Math.exp(-(line + forest) / 2 - shift))
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
