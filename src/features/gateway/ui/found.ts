/** What a guard's record counts beside findings: `late`, the verdict came after text had gone out; `excepted.<id>`, findings that an exception let pass. */
export const foundTypes = (found: Readonly<Record<string, number>>): readonly (readonly [string, number])[] =>
  Object.entries(found).filter(([type, n]) => n > 0 && type !== 'late' && !type.startsWith('excepted.'))

export const asideWords = (found: Readonly<Record<string, number>>): readonly string[] =>
  Object.keys(found).flatMap((type) =>
    type === 'late'
      ? ['judged after the text had gone out']
      : type.startsWith('excepted.')
        ? [`let pass by exception ${type.slice('excepted.'.length)}`]
        : [],
  )

/** `instruction_override ×2` as people read it. */
export const typeWords = ([type, n]: readonly [string, number]): string =>
  n > 1 ? `${type.replaceAll('_', ' ')} ×${n}` : type.replaceAll('_', ' ')
