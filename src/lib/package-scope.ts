/** What an evidence package covers. Instants are ISO 8601 in UTC with milliseconds, compared as text. */
export type PackageScope = {
  readonly from: string
  readonly to: string
  readonly systems: ReadonlySet<string>
}

/** Entries that a package rests on and opens whatever its window. */
const ALWAYS = /^(?:src|log|audit)\.|^control\.tested$|^privacy\.erased$|^evidence\.gap$/

/** The rule of docs/formats/package.md, "Bodies and openings": whose body a package holds. Exporter and verifier call this one function. */
export function bodyInScope(
  envelope: { readonly type: string; readonly ts: string; readonly sys: string },
  scope: PackageScope,
): boolean {
  if (ALWAYS.test(envelope.type)) return true
  return (
    envelope.ts >= scope.from &&
    envelope.ts <= scope.to &&
    (envelope.sys === '' || scope.systems.has(envelope.sys))
  )
}
