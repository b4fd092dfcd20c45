import { parseStrict } from '../lib/canonical.ts'
import type { Json } from '../lib/json.ts'
import type { PackageControl } from '../lib/package-manifest.ts'
import { utf8Decode } from '../ledger/format/pure/bytes.ts'
import type { Context } from './context.ts'
import { objectOf } from './manifest.ts'
import type { Findings } from './report.ts'

export const OSCAL = 'oscal/assessment-results.json'

/** The results that programs read must be those of the manifest: word, items checked, and `satisfied` for a pass only. */
export async function checkOscal(context: Context, findings: Findings): Promise<void> {
  const file = await context.archive.read(OSCAL)
  if (!file.ok) {
    findings.incomplete(file.error.detail)
    return
  }
  const parsed = parseStrict(utf8Decode(file.value) ?? '')
  const results = parsed.ok ? listAt(objectAt(parsed.value, 'assessment-results'), 'results') : []
  const told = new Map<string, string>()
  for (const result of results) {
    for (const observation of listAt(result, 'observations')) tell(told, 'observation', observed(observation))
    for (const finding of listAt(result, 'findings')) tell(told, 'finding', found(finding))
  }
  const tested = context.statement.predicate.controls.filter((control) => control.outcome !== null)
  const expected = new Map<string, string>(
    tested.flatMap((control) => [
      [`observation ${control.id}`, observation(control)] as const,
      [`finding ${control.id}`, control.status === 'pass' ? 'satisfied' : 'not-satisfied'] as const,
    ]),
  )
  for (const name of new Set([...told.keys(), ...expected.keys()]))
    if (told.get(name) !== expected.get(name))
      findings.tampered(
        `\`${OSCAL}\`: ${name} says ${told.get(name) ?? 'nothing'}, the manifest ${expected.get(name) ?? 'nothing'}`,
      )
}

const observation = (control: PackageControl): string => `${control.status}, ${control.checked} checked`

type Told = { readonly control: string; readonly says: string }

/** Twice the same control is said as two answers, which no manifest gives. */
function tell(told: Map<string, string>, kind: string, { control, says }: Told): void {
  const name = `${kind} ${control}`
  told.set(name, told.has(name) ? `${told.get(name) ?? ''} and ${says}` : says)
}

function observed(item: Json): Told {
  const props = new Map(
    listAt(item, 'props').map((prop) => [textAt(prop, 'name'), textAt(prop, 'value')] as const),
  )
  return {
    control: props.get('control') ?? '',
    says: `${props.get('result') ?? ''}, ${props.get('checked') ?? ''} checked`,
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
