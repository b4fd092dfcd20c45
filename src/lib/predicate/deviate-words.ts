/** How a failed test says what deviates. A package's manifest keeps the words and not the number, so both directions stand here. */
export const deviateWords = (deviating: number, checked: number): string =>
  `${deviating} of ${checked} deviate`

/** Items that deviate by these words; undefined when they say something else. */
export function deviatingIn(words: string): number | undefined {
  const count = /^([0-9]+) of [0-9]+ deviate$/.exec(words)?.[1]
  return count === undefined ? undefined : Number(count)
}
