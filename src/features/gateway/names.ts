import type { SnapshotParts } from './snapshot.ts'

export type NamedKind = 'system' | 'route' | 'key' | 'version' | 'policy'

/**
 * Names of what calls refer to by id: learnt from every snapshot that this process has loaded, and not forgotten when a thing leaves it.
 * LIMIT: what had left the snapshot before this process started is shown by its id (a superseded policy, a version no longer deployed).
 */
export class NameBook {
  readonly #names: Record<NamedKind, Map<string, string>> = {
    system: new Map(),
    route: new Map(),
    key: new Map(),
    version: new Map(),
    policy: new Map(),
  }

  learn(parts: SnapshotParts): void {
    for (const s of parts.systems) this.#names.system.set(s.ref, s.name)
    for (const r of parts.routes) this.#names.route.set(r.id, r.name)
    for (const k of parts.keys) this.#names.key.set(k.id, k.name)
    for (const i of parts.issuers ?? []) this.#names.key.set(i.id, i.name)
    for (const v of parts.versions) this.#names.version.set(v.id, v.label)
    for (const p of parts.policies) this.#names.policy.set(p.digest, `${p.name}@${p.version}`)
  }

  /** The name, or the id itself where it is not known. */
  name(kind: NamedKind, id: string): string {
    return this.#names[kind].get(id) ?? id
  }
  known(kind: NamedKind, id: string): string | undefined {
    return this.#names[kind].get(id)
  }

  /** Ids that carry one of these names, and the texts themselves, since an id is a valid way to ask. Names of all organisations: rows are limited by theirs. */
  ids(kind: NamedKind, names: readonly string[]): string[] {
    const wanted = new Set(names)
    const found = [...this.#names[kind]].filter(
      ([, name]) => wanted.has(name) || wanted.has(name.split('@')[0] ?? ''),
    )
    return [...found.map(([id]) => id), ...names]
  }
  /** Ids whose name contains a word, at most 200. */
  containing(kind: NamedKind, word: string): string[] {
    const low = word.toLowerCase()
    return [...this.#names[kind]]
      .filter(([, name]) => name.toLowerCase().includes(low))
      .slice(0, 200)
      .map(([id]) => id)
  }
}
