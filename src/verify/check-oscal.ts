import { parseStrict } from '../lib/canonical.ts'
import type { Json } from '../lib/json.ts'
import type { PackageControl } from '../lib/package-manifest.ts'
import { utf8Decode } from '../ledger/format/pure/bytes.ts'
import { waiverInForce, type Standing } from '../lib/standing.ts'
import type { Context } from './context.ts'
import { objectOf } from './manifest.ts'
import type { Findings } from './report.ts'

export const OSCAL = 'oscal/assessment-results.json'

/**
 * The results that programs read must be those of the manifest: word, items checked, and `satisfied` for a pass only; owners and waivers those of
 * the window's end, where the package says them.
 */
export async function checkOscal(
  context: Context,
  standing: Standing | undefined,
  findings: Findings,
): Promise<void> {
  const file = await context.archive.read(OSCAL)
  if (!file.ok) {
    findings.incomplete(file.error.detail)
    return
  }
  const parsed = parseStrict(utf8Decode(file.value) ?? '')
  const results = parsed.ok ? listAt(objectAt(parsed.value, 'assessment-results'), 'results') : []
  const told = new Map<string, string>()
  for (const result of results) {
    if (standing !== undefined) tell(told, 'standing', stood(result))
    for (const observation of listAt(result, 'observations'))
      tell(told, 'observation', observed(observation, standing !== undefined))
    for (const finding of listAt(result, 'findings')) tell(told, 'finding', found(finding))
  }
  const tested = context.statement.predicate.controls.filter((control) => control.outcome !== null)
  const expected = new Map<string, string>(
    tested.flatMap((control) => [
      [`observation ${control.id}`, observation(control, standing)] as const,
      [`finding ${control.id}`, control.status === 'pass' ? 'satisfied' : 'not-satisfied'] as const,
    ]),
  )
  if (standing !== undefined) expected.set('standing of the window', standingText(standing))
  for (const name of new Set([...told.keys(), ...expected.keys()]))
    if (told.get(name) !== expected.get(name))
      findings.tampered(
        `\`${OSCAL}\`: ${name} says ${told.get(name) ?? 'nothing'}, the manifest ${expected.get(name) ?? 'nothing'}`,
      )
}

function observation(control: PackageControl, standing: Standing | undefined): string {
  const result = `${control.status}, ${control.checked} checked`
  if (standing === undefined) return result
  const stood = standing.controls.find((one) => one.control === control.id)
  return withStanding(result, stood?.owner?.name, waiverInForce(stood)?.until)
}

const withStanding = (result: string, owner: string | undefined, until: string | undefined): string =>
  `${result}, owner ${owner ?? 'none'}, waived until ${until ?? 'never'}`

const standingText = (standing: Standing): string =>
  [
    standing.asOf,
    ...standing.controls.flatMap((control) =>
      control.waivers.map(
        (waiver) => `${control.control} ${waiver.from} ${waiver.ended?.at ?? waiver.until}`,
      ),
    ),
  ].join('; ')

/** `standing-as-of` and every `waiver` of a result, in their order. */
function stood(result: Json): Told {
  const props = listAt(result, 'props')
  const values = (name: string): readonly string[] =>
    props.filter((prop) => textAt(prop, 'name') === name).map((prop) => textAt(prop, 'value'))
  return { control: 'of the window', says: [...values('standing-as-of'), ...values('waiver')].join('; ') }
}

type Told = { readonly control: string; readonly says: string }

/** Twice the same control is said as two answers, which no manifest gives. */
function tell(told: Map<string, string>, kind: string, { control, says }: Told): void {
  const name = `${kind} ${control}`
  told.set(name, told.has(name) ? `${told.get(name) ?? ''} and ${says}` : says)
}

function observed(item: Json, standing: boolean): Told {
  const props = new Map(
    listAt(item, 'props').map((prop) => [textAt(prop, 'name'), textAt(prop, 'value')] as const),
  )
  const result = `${props.get('result') ?? ''}, ${props.get('checked') ?? ''} checked`
  return {
    control: props.get('control') ?? '',
    says: standing ? withStanding(result, props.get('owner'), props.get('waived-until')) : result,
  }
}

function found(item: Json): Told {
  const target = objectAt(item, 'target')
  return { control: textAt(target, 'target-id'), says: textAt(objectAt(target, 'status'), 'state') }
}

const objectAt = (value: Json | undefined, key: string): Json | undefined => objectOf(value)?.get(key)
const listAt = (value: Json | undefined, key: string): readonly Json[] => {
  const list = objectAt(value, key)
  return Array.isArray(list) ? list : []
}
const textAt = (value: Json | undefined, key: string): string => {
  const text = objectAt(value, key)
  return typeof text === 'string' ? text : ''
}
