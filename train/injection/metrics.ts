/** Area under the curve: the chance that an attack scores above an ordinary text; ties count half. */
export function auc(scores: readonly number[], labels: readonly number[]): number {
  const order = scores.map((_, i) => i).toSorted((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0))
  let rankSum = 0
  let positives = 0
  for (let i = 0; i < order.length;) {
    let j = i
    while (j < order.length && scores[order[j] ?? 0] === scores[order[i] ?? 0]) j++
    for (let k = i; k < j; k++)
      if (labels[order[k] ?? 0] === 1) {
        rankSum += (i + 1 + j) / 2
        positives++
      }
    i = j
  }
  const negatives = order.length - positives
  return positives === 0 || negatives === 0
    ? Number.NaN
    : (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

/** The threshold that at most `share` of the scores reach. */
export function thresholdAt(benign: readonly number[], share: number): number {
  const sorted = benign.toSorted((a, b) => b - a)
  return sorted[Math.floor(sorted.length * share)] ?? Number.POSITIVE_INFINITY
}

export const shareAbove = (scores: readonly number[], threshold: number): number =>
  scores.length === 0 ? Number.NaN : scores.filter((s) => s > threshold).length / scores.length

/** Recall at the threshold that `share` of the ordinary texts exceed. */
export function recallAt(scores: readonly number[], labels: readonly number[], share: number): number {
  const threshold = thresholdAt(
    scores.filter((_, i) => labels[i] === 0),
    share,
  )
  return shareAbove(
    scores.filter((_, i) => labels[i] === 1),
    threshold,
  )
}
