import type { Expr } from '../../../lib/predicate/types.ts'
import type { TestDefinition } from '../model.ts'
import { all, any, at, f, fixed, is, isNot, live, present, standing } from './kit.ts'

/**
 * Calls in scope: every route but those declared unregulated. A route that is no longer known counts as in scope, so that deleting it hides
 * nothing.
 */
const inScope: Expr = { none: { in: 'routes', on: { route: 'id' }, where: is('regulated', false) } }
/** Calls whose input had to be judged: it went upstream, or a guard stopped it. Refusals before that (no key, over limit) never got so far. */
const judged = any(is('dispatched', true), is('status', 'blocked'))

export const gatewayTests: readonly TestDefinition[] = [
  {
    control: 'AIC-GW-01',
    ...live,
    uncovered: 'calls that never reach the gateway (AIC-GW-03); a daily negative test',
    events: [],
    href: fixed('/gateway/requests'),
    test: {
      v: 1,
      populations: { calls: 'gateway.calls' },
      checks: [
        {
          of: 'calls',
          each: any(
            all(
              is('attributed', true),
              isNot('system', ''),
              isNot('route', ''),
              { present: f('policyDigest') },
              { present: f('key') },
            ),
            all(is('dispatched', false), is('status', 'refused')),
          ),
          key: 'id',
          what: '{count} calls on {routeName} went on ({status}) without key, system, route or policy being known',
          units: 'count',
          emptyMeans: 'did_not_operate',
        },
      ],
    },
  },
  {
    control: 'AIC-GW-02',
    ...live,
    uncovered: 'calls that never reach the gateway; whether the provider counts the same',
    events: [],
    href: fixed('/gateway/requests'),
    test: {
      v: 1,
      populations: { calls: 'gateway.calls', sources: 'ledger.sources' },
      checks: [
        {
          of: 'calls',
          each: all(
            { eq: [f('withIntent'), f('count')] },
            any({ eq: [f('withOutcome'), f('count')] }, { eq: [f('open'), f('count')] }),
            any(is('attributed', true), all(is('dispatched', false), is('status', 'refused'))),
          ),
          key: 'id',
          what: '{count} calls on {routeName}: {withIntent} with intent, {withOutcome} with outcome, {open} open, attributed {attributed}',
          units: 'count',
          emptyMeans: 'did_not_operate',
        },
        {
          of: 'sources',
          each: all(
            is('missing', 0),
            is('lost', 0),
            is('unrecordedCalls', 0),
            isNot('state', 'lost'),
            { eq: [f('recorded'), f('nextN')] },
            { le: [f('clockSkewMs'), 60_000] },
          ),
          key: 'id',
          what: 'producer {producer} run {epoch} ({state}): {recorded} of {nextN} entries, {lost} lost, {unrecordedCalls} calls unrecorded, clock off by {clockSkewMs} ms',
          emptyMeans: 'inconclusive',
        },
      ],
    },
  },
  {
    control: 'AIC-GW-04',
    ...standing,
    uncovered:
      'limits of routes, systems and end users, which policies set; whether a limit is low enough; answers to extraction alerts; a simulated extraction',
    events: [
      'identity.key_created',
      'identity.key_rotated',
      'identity.key_changed',
      'identity.key_revoked',
      'identity.issuer_trusted',
      'identity.issuer_distrusted',
    ],
    href: fixed('/gateway/keys'),
    test: {
      v: 1,
      populations: { callers: 'identity.callers' },
      checks: [
        {
          of: 'callers',
          where: is('environment', 'production'),
          each: any(is('rateLimited', true), is('budgetLimited', true)),
          key: 'id',
          what: '{kind} {name} of {system} has no limit of requests, tokens or cost over time (it has: {limits})',
          emptyMeans: 'did_not_operate',
        },
      ],
    },
  },
  {
    control: 'AIC-GRD-01',
    ...live,
    uncovered:
      'how many attacks the detectors recognise (published with the detectors); routes in observe that nobody called; calls that avoid the gateway',
    events: ['policy.activated', 'route.created', 'route.changed'],
    href: fixed('/gateway/requests'),
    test: {
      v: 1,
      populations: { calls: 'gateway.calls', routes: 'policies.routes' },
      checks: [
        {
          of: 'calls',
          where: all(judged, inScope),
          each: all(is('inputInjection', 'enforce'), is('inputSecrets', 'enforce')),
          key: 'id',
          what: '{count} calls on {routeName}, {day}: injection {inputInjection}, secrets {inputSecrets}',
          units: 'count',
          emptyMeans: 'did_not_operate',
        },
      ],
    },
  },
  {
    control: 'AIC-GRD-02',
    ...standing,
    uncovered:
      'whether every day of the window had its probes (each run is in the ledger); attacks unlike the probes; external detectors of kinds whose rules only their owner knows, which fail here because nothing shows them alive',
    // a change of rules is probed at once, and that ends here
    events: ['gateway.probed'],
    href: fixed('/gateway/detectors'),
    test: {
      v: 1,
      populations: { guards: 'gateway.probes' },
      checks: [
        {
          of: 'guards',
          each: all(
            { after: [f('probedAt'), at('now - 26h')] },
            is('samePolicy', true),
            is('failure', ''),
            { gt: [f('hostile'), 0] },
            { eq: [f('stopped'), f('hostile')] },
            { eq: [f('passed'), f('harmless')] },
            present('recordedAs'),
          ),
          key: 'id',
          what: '{side} {guard} on {routeName}: probed {probedAt}, {stopped} of {hostile} hostile stopped, {passed} of {harmless} harmless passed {failure}',
          emptyMeans: 'did_not_operate',
        },
      ],
    },
  },
  {
    control: 'AIC-GRD-03',
    ...live,
    uncovered: 'groundedness and unsafe content; whether the receiving program checks the form of the answer',
    events: ['policy.activated', 'route.created', 'route.changed'],
    href: fixed('/gateway/requests'),
    test: {
      v: 1,
      populations: { calls: 'gateway.calls', routes: 'policies.routes' },
      checks: [
        {
          of: 'calls',
          where: all(is('outputReleased', true), inScope),
          each: all(
            is('outputFullyScanned', true),
            any(is('outputSecrets', 'enforce'), is('outputPii', 'enforce'), is('outputInjection', 'enforce')),
          ),
          key: 'id',
          what: '{count} answers on {routeName}, {day}: scanned before release {outputFullyScanned}; secrets {outputSecrets}, personal data {outputPii}',
          units: 'count',
          emptyMeans: 'did_not_operate',
        },
      ],
    },
  },
  {
    control: 'AIC-GRD-04',
    ...live,
    uncovered: 'personal data that the detectors do not recognise; files and images',
    events: ['policy.activated', 'route.created', 'route.changed'],
    href: fixed('/gateway/requests'),
    test: {
      v: 1,
      populations: { calls: 'gateway.calls', routes: 'policies.routes' },
      checks: [
        {
          of: 'calls',
          where: all(judged, inScope),
          each: is('inputPii', 'enforce'),
          key: 'id',
          what: '{count} calls on {routeName}, {day}: personal data in prompts only {inputPii}',
          units: 'count',
          emptyMeans: 'did_not_operate',
        },
      ],
    },
  },
]
