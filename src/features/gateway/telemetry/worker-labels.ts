import type { WorkerMetrics } from '../siblings.ts'

type Family = { readonly head: string[]; readonly samples: string[] }

/**
 * Expositions of several processes as one: every sample names its process in `worker`, each family stands once. Series stay apart because a
 * worker that starts again begins at zero: in a sum that would look like a reset of all.
 */
export function withWorkerLabels(parts: readonly WorkerMetrics[]): string {
  const families = new Map<string, Family>()
  for (const { worker, text } of parts) {
    let family: Family | undefined
    for (const line of (text ?? '').split('\n')) {
      const name = /^# HELP (\S+)/.exec(line)?.[1]
      if (name !== undefined) {
        family = families.get(name)
        if (family === undefined) families.set(name, (family = { head: [line], samples: [] }))
      } else if (line.startsWith('# TYPE ')) {
        if (family?.head.length === 1) family.head.push(line)
      } else if (line !== '') family?.samples.push(labelled(line, worker))
    }
  }
  const up = parts.map((p) => `sealwright_worker_up{worker="${p.worker}"} ${p.text === null ? 0 : 1}`)
  return `${[
    ...[...families.values()].flatMap((f) => [...f.head, ...f.samples]),
    '# HELP sealwright_worker_up 1 while this process answers.',
    '# TYPE sealwright_worker_up gauge',
    ...up,
  ].join('\n')}\n`
}

/** Our own lines only: a name, then labels or a value. */
function labelled(line: string, worker: string): string {
  const name = /^[A-Za-z_:][\w:]*/.exec(line)?.[0] ?? ''
  const rest = line.slice(name.length)
  return rest.startsWith('{')
    ? `${name}{worker="${worker}",${rest.slice(1)}`
    : `${name}{worker="${worker}"}${rest}`
}
