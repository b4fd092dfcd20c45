import { createHash } from 'node:crypto'
import type { JsonObject } from '../../lib/json.ts'
import type { PackageControl } from '../../lib/package-manifest.ts'
import { waiverInForce } from '../../lib/standing.ts'
import { resultOf, standingOfControl, waiverSpan, type ReportModel } from './report-model.ts'

/** Namespace of our version 5 UUIDs: version 5 of the DNS namespace and `evidence-package.sealwright`. */
const NAMESPACE = 'c2653356-4df5-5f20-a85d-3ba336879bca'
const OSCAL_VERSION = '1.2.1'
const PROPERTY_NS = 'urn:sealwright:oscal'

/** RFC 9562 section 5.5: the same name gives the same id, so that the same package gives the same document. */
export function uuidv5(name: string, namespace = NAMESPACE): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest()
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = hash.toString('hex', 0, 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** OSCAL tokens start with a letter or underscore and hold letters, digits, dot, dash, underscore. */
const token = (text: string): string => text.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z_]/, '_$&')

/**
 * OSCAL 1.2.1 assessment results: management's own monitoring, management as the assessor. Each control's run is an observation over its
 * population; its result a finding whose status is `satisfied` only for a pass, and whose reason says what else it was.
 */
export function assessmentResults(model: ReportModel): JsonObject {
  const { predicate } = model
  const id = (name: string): string => uuidv5(`${predicate.id}/${name}`)
  const management = id('party/management')
  const tested = predicate.controls.filter((control) => control.outcome !== null)
  return {
    'assessment-results': {
      uuid: id('assessment-results'),
      metadata: {
        title: `Management's monitoring of controls over AI systems, ${predicate.organisation.name}`,
        'last-modified': predicate.madeAt,
        version: predicate.madeAt,
        'oscal-version': OSCAL_VERSION,
        props: [property('mode', predicate.mode), property('package', predicate.id)],
        roles: [{ id: 'assessor', title: 'Assessor: management itself, not an independent auditor' }],
        parties: [{ uuid: management, type: 'organization', name: predicate.organisation.name }],
        'responsible-parties': [{ 'role-id': 'assessor', 'party-uuids': [management] }],
        remarks: `${predicate.restrictedUse} ${predicate.proves}`,
      },
      // Management's monitoring follows the control catalogue, not a separate assessment plan: the plan is described in the back matter.
      'import-ap': { href: `#${id('plan')}` },
      results: [
        {
          uuid: id('result'),
          title: 'Control tests over the window',
          description: `${tested.length} controls have a recorded result. Results are management's monitoring and no opinion.`,
          start: predicate.window.from,
          end: predicate.window.to,
          props: [
            ...predicate.logs.map((log) =>
              property('ledger-root', log.root, `${log.origin} size ${log.size}`),
            ),
            property('standing-as-of', model.standing.asOf, 'Owners and waivers are those of this moment.'),
            ...waivers(model),
          ],
          'reviewed-controls': {
            'control-selections': [
              predicate.controls.length === 0
                ? { description: 'No control is in the catalogue.', 'include-all': {} }
                : {
                    description: 'Controls of the catalogue',
                    'include-controls': predicate.controls.map((control) => ({
                      'control-id': token(control.id),
                    })),
                  },
            ],
          },
          ...(tested.length === 0
            ? {}
            : {
                observations: tested.map((control) => observation(control, model, id)),
                findings: tested.map((control) => finding(control, management, id)),
              }),
        },
      ],
      'back-matter': {
        resources: [
          {
            uuid: id('plan'),
            title: 'Control catalogue and its tests',
            description:
              'Each control is tested by a predicate over a frozen population; the predicates are in `tests/` and can be run again offline.',
            props: [property('kind', 'assessment-plan')],
          },
          ...predicate.controls.flatMap((control) =>
            control.populations.map((population) => ({
              uuid: id(`population/${control.id}/${population.source}`),
              title: `Population ${population.source} of ${control.id}`,
              description: population.query === '' ? 'No query was recorded.' : population.query,
              rlinks: [{ href: `../${population.file}`, 'media-type': 'application/x-ndjson' }],
            })),
          ),
        ],
      },
    },
  }
}

const property = (name: string, value: string, remarks?: string): JsonObject => ({
  name,
  ns: PROPERTY_NS,
  value,
  ...(remarks === undefined ? {} : { remarks }),
})

/** Every waiver that was in force at some time in the window, tested or not. */
const waivers = ({ standing }: ReportModel): readonly JsonObject[] =>
  standing.controls.flatMap((control) =>
    control.waivers.map((waiver) =>
      property(
        'waiver',
        `${control.control} ${waiver.from} ${waiver.ended?.at ?? waiver.until}`,
        `${waiverSpan(waiver)}; ${waiver.texts?.reason ?? 'its reason is not kept here'}`,
      ),
    ),
  )

function observation(control: PackageControl, model: ReportModel, id: (name: string) => string): JsonObject {
  const evidence = control.populations.map((population) => ({
    href: `#${id(`population/${control.id}/${population.source}`)}`,
    description: `${population.rows} rows, ${population.complete ? 'complete' : `incomplete: ${population.why}`}, root ${population.root}`,
  }))
  const standing = standingOfControl(model.standing, control.id)
  const waiver = waiverInForce(standing)
  return {
    uuid: id(`observation/${control.id}`),
    title: control.title,
    description: `${control.statement} ${resultOf(control).sentence}`,
    props: [
      property('control', control.id),
      property('result', control.status),
      property('checked', String(control.checked)),
      ...(standing?.owner ? [property('owner', standing.owner.name)] : []),
      ...(waiver === undefined ? [] : [property('waived-until', waiver.until)]),
      ...(control.testDigest === '' ? [] : [property('test-sha256', control.testDigest)]),
      ...(control.outcome === null
        ? []
        : [
            property(
              'ledger-entry',
              control.outcome.entry,
              `${control.outcome.origin} index ${control.outcome.index}`,
            ),
          ]),
    ],
    methods: ['TEST'],
    types: ['control-objective'],
    ...(evidence.length === 0 ? {} : { 'relevant-evidence': evidence }),
    collected: control.asOf === '' ? model.predicate.madeAt : control.asOf,
    remarks:
      control.deviations.length === 0
        ? 'No deviation is named.'
        : control.deviations.map((d) => `${d.key}: ${d.what}`).join('\n'),
  }
}

function finding(control: PackageControl, management: string, id: (name: string) => string): JsonObject {
  const { word, sentence } = resultOf(control)
  const state = control.status === 'pass' ? 'satisfied' : 'not-satisfied'
  return {
    uuid: id(`finding/${control.id}`),
    title: `${control.id} ${control.title}`,
    description: sentence,
    origins: [{ actors: [{ type: 'party', 'actor-uuid': management, 'role-id': 'assessor' }] }],
    target: {
      type: 'objective-id',
      'target-id': token(control.id),
      title: control.title,
      status: {
        state,
        reason: control.status === 'pass' ? 'pass' : control.status === 'fail' ? 'fail' : 'other',
        remarks: `${word}. ${sentence}`,
      },
    },
    'related-observations': [{ 'observation-uuid': id(`observation/${control.id}`) }],
  }
}
