import type { RiskAnswers, RiskClass } from './contract.ts'

/**
 * The class that the answers lead to. Any yes leaves low; what decides about people, or acts by itself on personal data or customers, is high;
 * deciding about people in a regulated sector or without a person in between is critical, and so are four yeses of any kind.
 * INVARIANT: a further yes never lowers the class.
 */
export function riskClassOf(a: RiskAnswers): RiskClass {
  const yes = Object.values(a).filter(Boolean).length
  if (yes >= 4 || (a.decidesAboutPeople && (a.regulatedSector || a.actsOnItsOwn))) return 'critical'
  if (
    yes >= 3 ||
    a.decidesAboutPeople ||
    (a.actsOnItsOwn && (a.personalData || a.customerFacing)) ||
    (a.regulatedSector && a.personalData)
  )
    return 'high'
  return yes > 0 ? 'medium' : 'low'
}

export type RequiredFacts = {
  readonly kind: string
  readonly owner: { readonly active: boolean; readonly acceptedAt: string | null } | null
  readonly purpose: string | null
  readonly risk: object | null
  readonly dataClasses: readonly string[]
  readonly vendor: string | null
}

/** What INV-1 requires and this system lacks, in the order of the form. An owner counts once active and accepted. */
export function missingOf(s: RequiredFacts): string[] {
  const missing: string[] = []
  if (s.owner === null) missing.push('owner')
  else if (!s.owner.active) missing.push('active owner')
  else if (s.owner.acceptedAt === null) missing.push('owner acceptance')
  if (s.purpose === null) missing.push('purpose')
  if (s.risk === null) missing.push('risk')
  if (s.dataClasses.length === 0) missing.push('data classes')
  if (s.kind === 'third_party' && s.vendor === null) missing.push('vendor')
  return missing
}
