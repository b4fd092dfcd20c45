/** A policy as governance-as-code text, and back. */
import { isMap, isSeq, parseDocument, stringify } from 'yaml'
import type { YamlLine } from '../../../design/Diff.tsx'
import { policySpecSchema, type PolicySpec } from '../contract.ts'

export const toYaml = (name: string, spec: PolicySpec): string =>
  stringify(
    { apiVersion: 'sealwright/v1', kind: 'Policy', metadata: { name }, spec },
    { lineWidth: 0, flowCollectionPadding: true },
  )

export type YamlError = { readonly line: number; readonly message: string }
/** Reads the text; the first error has its line, 1-based. */
export function fromYaml(
  text: string,
): { readonly ok: true; readonly spec: PolicySpec } | { readonly ok: false; readonly error: YamlError } {
  const doc = parseDocument(text)
  const first = doc.errors[0]
  if (first !== undefined)
    return {
      ok: false,
      error: {
        line: first.linePos?.[0].line ?? 1,
        message: first.message.split('\n')[0] ?? 'this is not YAML',
      },
    }
  const spec: unknown = isMap(doc.contents) && doc.has('spec') ? doc.toJS().spec : doc.toJS()
  const parsed = policySpecSchema.safeParse(spec)
  if (parsed.success) return { ok: true, spec: parsed.data }
  const issue = parsed.error.issues[0]
  const path = ['spec', ...(issue?.path ?? [])].filter((p): p is string | number => typeof p !== 'symbol')
  const node = doc.getIn(path, true)
  const at =
    (isMap(node) || isSeq(node) || (typeof node === 'object' && node !== null && 'range' in node)) &&
    Array.isArray(node.range)
      ? Number(node.range[0])
      : 0
  return {
    ok: false,
    error: {
      line: text.slice(0, at).split('\n').length,
      message: `${path.join('.')}: ${issue?.message ?? 'does not fit the schema'}`,
    },
  }
}

/** Lines of `after`, each new or changed one with what stood there in `before` (null = added). Longest common subsequence. */
export function changedLines(before: string | null, after: string): readonly YamlLine[] {
  const b = after.trimEnd().split('\n')
  if (before === null) return b.map((text) => ({ text }))
  const a = before.trimEnd().split('\n')
  const table = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0))
  const at = (i: number, j: number): number => table[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = table[i]
      if (row !== undefined)
        row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  const out: YamlLine[] = []
  let removed: string[] = []
  let i = 0
  let j = 0
  while (j < b.length) {
    const line = b[j] ?? ''
    if (i < a.length && a[i] === line) {
      out.push({ text: line })
      removed = []
      i++
      j++
    } else if (i < a.length && at(i + 1, j) >= at(i, j + 1)) {
      removed.push(a[i] ?? '')
      i++
    } else {
      const key = keyOf(line)
      const old = removed.find((r) => keyOf(r) === key)
      removed = removed.filter((r) => r !== old)
      out.push({ text: line, was: old === undefined ? null : old.slice(old.indexOf(':') + 1).trim() || null })
      j++
    }
  }
  return out
}
const keyOf = (line: string): string => line.replace(/^[\s-]*/, '').split(':')[0] ?? ''
