import type { Finding } from '../../guardrails/contract.ts'

type Text = { readonly text: string }

/**
 * Findings by the texts that are judged, where a server was shown others. Texts of one length differ in masks only, so offsets hold. Else what was
 * found is looked for in the judged text; what stands there no more, or not whole, is about the whole text, which a mask then covers.
 */
export function relocated(
  judged: readonly Text[],
  shown: readonly Text[],
  told: ReadonlyMap<string, readonly Finding[]>,
): ReadonlyMap<string, readonly Finding[]> {
  if (judged.every((t, i) => t.text === shown[i]?.text)) return told
  const out = new Map<string, Finding[]>()
  judged.forEach(({ text }, i) => {
    const asked = shown[i]?.text ?? text
    const found = told.get(asked) ?? []
    const own = out.get(text)
    const moved = asked.length === text.length ? found : found.flatMap((f) => movedTo(text, asked, f))
    if (own === undefined) out.set(text, [...moved])
    else own.push(...moved)
  })
  return out
}

function movedTo(text: string, asked: string, finding: Finding): Finding[] {
  const needle = asked.slice(finding.start, finding.end)
  const whole = { ...finding, start: 0, end: text.length }
  if (needle.length === asked.length) return [whole]
  if (needle === '') return [whole]
  const places: Finding[] = []
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length))
    places.push({ ...finding, start: at, end: at + needle.length })
  return places.length > 0 ? places : [whole]
}
