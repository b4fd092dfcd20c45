import type { OrgId } from '../../lib/ids.ts'
import type { Tx } from '../../platform/db.ts'
import type { Setup } from './contract.ts'

/** What has really happened, asked of the rooms that know (wired in app/ports.ts). Null = not yet. Instants as ISO strings. */
export type SetupFacts = {
  readonly claimedAt: string | null
  /** First AI system that a person registered (the trial's own does not count) with owner, purpose and risk. */
  readonly system: { readonly name: string; readonly at: string } | null
  readonly calls: number
  readonly firstCallAt: string | null
  readonly lastCallAt: string | null
  /** First call that a guard blocked or masked. */
  readonly guardCaught: { readonly at: string; readonly what: string } | null
  /** First time the control "input filtering is enforced" passed on real calls, and an inclusion proof of one of them was checked. */
  readonly enforced: { readonly at: string; readonly control: string } | null
  readonly gatewayUrl: string
  readonly route: string | null
  readonly keyPrefix: string | null
}

export type SetupPort = (tx: Tx, org: OrgId) => Promise<SetupFacts>

/** Each step reads the data; visiting a page ticks nothing. */
export function setupOf(facts: SetupFacts): Setup {
  const step = (
    id: Setup['steps'][number]['id'],
    title: string,
    at: string | null,
    done: string,
    open: string,
  ): Setup['steps'][number] => ({ id, title, done: at !== null, detail: at === null ? open : done, at })
  return {
    steps: [
      step(
        'claim',
        'Claim this installation',
        facts.claimedAt,
        'an administrator signed in',
        'open the link that the start printed',
      ),
      step(
        'system',
        'Register an AI system',
        facts.system?.at ?? null,
        `\`${facts.system?.name ?? ''}\` has an owner, a purpose and a risk class`,
        'four answers: owner, purpose, risk, data',
      ),
      step(
        'first_call',
        'Send the first call',
        facts.firstCallAt,
        `${facts.calls} ${facts.calls === 1 ? 'call' : 'calls'} recorded`,
        'point any OpenAI client at the gateway address',
      ),
      step(
        'guard_caught',
        'See a guard catch an attack',
        facts.guardCaught?.at ?? null,
        facts.guardCaught?.what ?? '',
        'send the 5 test calls: 4 are attacks',
      ),
      step(
        'enforced_verified',
        'See the control pass on your own calls',
        facts.enforced?.at ?? null,
        `\`${facts.enforced?.control ?? ''}\` passed on calls whose evidence is in the ledger`,
        'test the control, then verify one call',
      ),
    ],
    gatewayUrl: facts.gatewayUrl,
    route: facts.route,
    keyPrefix: facts.keyPrefix,
    calls: facts.calls,
    lastCallAt: facts.lastCallAt,
  }
}
