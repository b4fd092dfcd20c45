export type Sample = {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/**
 * A strict reader of Prometheus' text format 0.0.4, written from its documentation and not from our writer: every line must be a known kind,
 * families must not be interleaved, every sample must belong to the family above it, no sample may stand twice.
 */
export function parseExposition(text: string): {
  readonly samples: readonly Sample[]
  readonly types: ReadonlyMap<string, string>
} {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end')
  const samples: Sample[] = []
  const types = new Map<string, string>()
  const seen = new Set<string>()
  let family = ''
  for (const line of text.split('\n').slice(0, -1)) {
    const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) [^\n]+$/.exec(line)
    if (help !== null) continue
    const type = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)$/.exec(line)
    if (type !== null) {
      family = type[1] ?? ''
      if (types.has(family)) throw new Error(`family ${family} stands twice`)
      types.set(family, type[2] ?? '')
      continue
    }
    const sample = sampleOf(line)
    const own =
      types.get(family) === 'histogram' ? sample.name.replace(/_(bucket|sum|count)$/, '') : sample.name
    if (own !== family) throw new Error(`${sample.name} stands under ${family}`)
    const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).toSorted())}`
    if (seen.has(key)) throw new Error(`${key} stands twice`)
    seen.add(key)
    samples.push(sample)
  }
  return { samples, types }
}

function sampleOf(line: string): Sample {
  const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0]
  if (name === undefined) throw new Error(`no sample: ${line}`)
  const labels: Record<string, string> = {}
  let at = name.length
  if (line[at] === '{') {
    at += 1
    while (line[at] !== '}') {
      const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="/.exec(line.slice(at))
      if (label === null) throw new Error(`no label at ${at}: ${line}`)
      at += label[0].length
      let value = ''
      for (; line[at] !== '"'; at++) {
        if (at >= line.length) throw new Error(`no end of a label: ${line}`)
        if (line[at] !== '\\') {
          value += line[at]
          continue
        }
        at += 1
        const escaped = { n: '\n', '\\': '\\', '"': '"' }[line[at] ?? '']
        if (escaped === undefined) throw new Error(`unknown escape: ${line}`)
        value += escaped
      }
      labels[label[1] ?? ''] = value
      at += 1
      if (line[at] === ',') at += 1
    }
    at += 1
  }
  const number = / ([+-]?Inf|NaN|[+-]?[0-9.]+(?:e[+-]?[0-9]+)?)$/.exec(line.slice(at))?.[1]
  if (number === undefined || line.slice(at) !== ` ${number}`) throw new Error(`no value: ${line}`)
  return { name, labels, value: Number(number.replace('Inf', 'Infinity')) }
}
