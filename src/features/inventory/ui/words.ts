import type { AiSystem, RiskAnswers } from '../contract.ts'

export const kindWords: Readonly<Record<AiSystem['kind'], string>> = {
  production_model: 'Production model',
  internal_experiment: 'Internal experiment',
  third_party: 'Third-party service',
  agent: 'Agent',
}
export const riskQuestions: readonly (readonly [keyof RiskAnswers, string])[] = [
  ['personalData', 'Does it see personal data?'],
  ['customerFacing', 'Do customers meet its answers directly?'],
  ['decidesAboutPeople', 'Does it decide, or prepare decisions, about people?'],
  ['actsOnItsOwn', 'Does it act on its own, with tools or without review?'],
  ['regulatedSector', 'Is it used in a regulated sector?'],
]
export const noAnswers: RiskAnswers = {
  personalData: false,
  customerFacing: false,
  decidesAboutPeople: false,
  actsOnItsOwn: false,
  regulatedSector: false,
}
export const systemHref = (name: string): string => `/systems/${name}`
export const missingWords: Readonly<Record<string, string>> = {
  owner: 'owner',
  purpose: 'purpose',
  risk: 'risk class',
  dataClasses: 'data classes',
  vendor: 'vendor',
}
