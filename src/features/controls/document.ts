import { catalogue } from './catalogue/index.ts'
import { criteria } from './catalogue/criteria.ts'
import { factFields } from './fact-fields.ts'
import type { ControlDefinition, TestDefinition } from './model.ts'
import { tests } from './tests/index.ts'

const NOTE =
  '<!-- Generated from src/features/controls by scripts/dump-controls.ts; a test compares. Do not edit. -->'

const FAMILIES: Readonly<Record<string, string>> = {
  INV: 'Inventory',
  RSK: 'Company risk',
  MDL: 'Models and changes',
  EVL: 'Evaluations',
  DAT: 'Training data',
  PRV: 'Privacy',
  ENC: 'Encryption',
  ACC: 'Access',
  GW: 'Gateway',
  GRD: 'Guardrails',
  AGT: 'Agents',
  MON: 'Monitoring',
  INC: 'Incidents',
  DR: 'Recovery',
  GOV: 'Governance',
  EVD: 'Evidence about evidence',
  LED: 'Ledger',
}

/** docs/controls: file name to text. */
export function controlDocuments(): Readonly<Record<string, string>> {
  const families = new Map<string, ControlDefinition[]>()
  for (const control of catalogue) {
    const family = control.id.split('-')[1] ?? ''
    families.set(family, [...(families.get(family) ?? []), control])
  }
  const pages = [...families].map(([family, controls]): [string, string] => [
    `${family.toLowerCase()}.md`,
    `${NOTE}\n\n# ${FAMILIES[family] ?? family}\n\n${controls.map(page).join('\n')}`,
  ])
  return { 'README.md': index(), 'facts.md': facts(), ...Object.fromEntries(pages) }
}

function index(): string {
  const rows = catalogue.map((control) => {
    const tested = tests.some((test) => test.control === control.id)
    return `| [${control.id}](${(control.id.split('-')[1] ?? '').toLowerCase()}.md#${anchor(control)}) | ${control.title} | ${control.criteria.map((link) => link.id).join(', ')} | ${tested ? 'automated' : 'not yet'} |`
  })
  const bearing = criteria.map((criterion) => {
    const ids = catalogue
      .filter((control) => control.criteria.some((link) => link.id === criterion.id))
      .map((control) => control.id)
    return `| ${criterion.id} | ${criterion.text} | ${ids.length === 0 ? 'none: outside what this product sees' : ids.join(', ')} |`
  })
  return `${NOTE}

# Controls

${catalogue.length} controls for AI systems, ${tests.length} of them with an automated test. A link to a criterion means that the control bears on it, never that it satisfies it.
Results are management's monitoring, never an auditor's conclusion.

| result | means |
|---|---|
| pass | no deviation in n of n checked |
| fail | deviations, named |
| inconclusive | it cannot be told, and why |
| did_not_operate | a proven zero population in the window |
| stale | the last result is older than its freshness limit |
| untested | nothing ran: no automated test, or not yet |
| not_applicable | excluded with an approved reason |

| control | title | criteria | test |
|---|---|---|---|
${rows.join('\n')}

## Criteria

The 61 criteria of the five categories (2017, points of focus of 2022), in our own words.

| id | in our words | controls that bear on it |
|---|---|---|
${bearing.join('\n')}
`
}

function page(control: ControlDefinition): string {
  const test = tests.find((one) => one.control === control.id)
  return `## ${control.id} ${control.title}

${control.statement}

- **Risk:** ${control.risk}
- **Nature:** ${control.nature.replace('_', ' ')}, ${control.type}, ${control.frequency}
- **Criteria:** ${control.criteria.map((link) => `${link.id} (${link.why})`).join('; ')}
- **Population:** ${control.population}
- **Per item:** ${control.attributes.join('; ')}
- **Evidence:** ${control.evidence}
- **When it fails:** ${control.remediation}
${test === undefined ? '- **Automated test:** none yet; its status is `untested`' : automated(test)}
`
}

function automated(test: TestDefinition): string {
  return `- **Automated test:** over ${Object.values(test.test.populations)
    .map((source) => `\`${source}\``)
    .join(', ')} of the last ${span(test.windowMs)}, fresh for ${span(test.freshForMs)}
- **Not looked at:** ${test.uncovered}

\`\`\`json
${JSON.stringify(test.test, null, 1)}
\`\`\``
}

function facts(): string {
  const sections = Object.entries(factFields).map(
    ([id, fields]) =>
      `## ${id}\n\n| field | type |\n|---|---|\n${Object.entries(fields)
        .map(([name, type]) => `| ${name} | ${type} |`)
        .join('\n')}\n`,
  )
  return `${NOTE}\n\n# Fact sources\n\nThe rows that control tests read. A type that ends in \`?\` may be null.\n\n${sections.join('\n')}`
}

const span = (ms: number): string =>
  (ms % 86_400_000 === 0 ? `${ms / 86_400_000} days` : `${ms / 3_600_000} hours`).replace(
    /^1 (day|hour)s$/,
    '1 $1',
  )
/** As GitHub makes heading anchors. */
const anchor = (control: ControlDefinition): string =>
  `${control.id} ${control.title}`
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')
