import type { CallAuthorizer } from '../../identity/index.ts'
import { scopeInWords, type LimitSpec } from '../../identity/contract.ts'
import type { Clock } from '../../platform/clock.ts'
import { refuse, type Refusal } from './answers.ts'
import { ExtractionWatch, samplingOf, type CallerWatch, type ExtractionAlert } from './extraction/watch.ts'
import type { LimitScope } from './limits/budget.ts'
import type { Leasing } from './limits/leases.ts'
import { Limiter, unlimited, type Budgets, type LimitRefusal, type Reservation } from './limits/limiter.ts'
import { highestCost } from './limits/price.ts'
import { limitRefusal } from './limits/refusals.ts'
import { modelSubject } from './limits/seed.ts'
import type { Key, Route, Target } from './snapshot.ts'

/** May this caller call this route, and be served by this version? Asked once for each in a snapshot. Unknown is no. */
export type AccessPolicy = CallAuthorizer

/** What is known of a call when it asks to be let in. */
export type Asked = {
  readonly callId: string
  readonly operation: string
  readonly user: string | null
  /** Prompt, as estimated from its text. */
  readonly tokensIn: number
  /** The longest answer it may get, over all choices. */
  readonly tokensOut: number
  /** For extraction defence: what the user asked, and how it is to be answered. Called only where a policy wants it. */
  readonly prompt: () => { readonly text: string; readonly body: Readonly<Record<string, unknown>> }
}

/** What a reservation was made for. */
export type HeldFor = {
  readonly key: Key
  readonly route: Route
  readonly target: Target
  readonly asked: Asked
}

/** What holds between a key and a route for as long as their snapshot does: decided once, looked up per call. */
type Terms = {
  readonly refusal: Refusal | null
  /** Ids of the policies that said yes, to the route and to those of its targets that were asked about. */
  readonly allowedBy: string
  /** Those of the route's targets that this caller may be served by. */
  readonly targets: readonly Target[] | null
  readonly key: Budgets
  readonly route: Budgets
  readonly system: Budgets
  readonly userLimits: LimitSpec | undefined
  readonly models: Map<string, Budgets> | null
  /** Nothing is limited and nothing watched: most calls of most installations. */
  readonly free: boolean
}

/** Who may call what, and how much of it. One per gateway process; synchronous but where leases must be fetched. */
export class Admission {
  readonly limiter: Limiter
  readonly #watch: CallerWatch
  readonly #access: AccessPolicy
  /** Keys and routes are new objects in every snapshot, so what was decided under an old one is gone with it. */
  readonly #terms = new WeakMap<Key, Map<Route, Map<string, Terms>>>()

  constructor(deps: {
    readonly clock: Clock
    readonly access: AccessPolicy
    readonly leasing?: Leasing | null
    readonly onAlert?: (alert: ExtractionAlert) => void
    /** Absent: this process keeps the profiles, and tells `onAlert`. */
    readonly watch?: CallerWatch
  }) {
    this.limiter = new Limiter(deps.clock, deps.leasing ?? null)
    this.#watch = deps.watch ?? new ExtractionWatch(deps.clock, deps.onAlert ?? (() => {}))
    this.#access = deps.access
  }

  /** Null: this caller may call this route. */
  access(key: Key, route: Route, operation: string): Refusal | null {
    return this.#termsOf(key, route, operation).refusal
  }

  /** Which policies let this caller in: for the record. */
  allowedBy(key: Key, route: Route, operation: string): string {
    return this.#termsOf(key, route, operation).allowedBy
  }

  /** The targets in the given order without those that this caller's scope excludes. */
  allowed(key: Key, route: Route, operation: string, targets: readonly Target[]): readonly Target[] {
    const { targets: allowed } = this.#termsOf(key, route, operation)
    return allowed === null
      ? targets
      : targets.filter((t) => allowed.some((a) => a.version.id === t.version.id))
  }

  /** Nothing is limited and nothing watched for this caller here. */
  free(key: Key, route: Route, operation: string): boolean {
    return this.#termsOf(key, route, operation).free
  }

  /** Reserves what the call may use. A promise only where a lease of a limit must be fetched. */
  admit(
    key: Key,
    route: Route,
    target: Target,
    asked: Asked,
  ): Reservation | Refusal | Promise<Reservation | Refusal> {
    const terms = this.#termsOf(key, route, asked.operation)
    if (terms.free) return unlimited
    const throttled = this.#watched(key, route, asked)
    if (throttled !== null) return throttled
    const { userLimits } = terms
    const user =
      userLimits === undefined || asked.user === null
        ? null
        : this.limiter.userBudgets(key.part.org, route.part.systemId, asked.user, userLimits)
    const budgets = [terms.key, user, terms.system, terms.route, modelBudgets(terms, target)]
    if (budgets.every((b) => b === null)) return unlimited
    const { price } = target
    const held = this.limiter.reserve(budgets, {
      tokens: asked.tokensIn + asked.tokensOut,
      costMicroUsd: price === null ? null : highestCost(price, asked.tokensIn, asked.tokensOut),
    })
    return held instanceof Promise ? held.then(asAnswer) : asAnswer(held)
  }

  /** The call goes to another target than its reservation is for: that model's limits and price count now. Null: go on. */
  move(
    reservation: Reservation,
    held: HeldFor,
    now: { readonly route: Route; readonly target: Target },
  ): Refusal | null {
    const { key, asked } = held
    const { price } = now.target
    const refusal = reservation.move(
      modelBudgets(this.#termsOf(key, held.route, asked.operation), held.target),
      modelBudgets(this.#termsOf(key, now.route, asked.operation), now.target),
      price === null ? null : highestCost(price, asked.tokensIn, asked.tokensOut),
    )
    return refusal === null ? null : limitRefusal(refusal)
  }

  #watched(key: Key, route: Route, asked: Asked): Refusal | null {
    const { extraction } = route.policy.spec
    if (extraction === undefined) return null
    const { text, body } = asked.prompt()
    const throttle = this.#watch.see(
      {
        org: key.part.org,
        keyId: key.part.id,
        user: asked.user,
        system: key.system.ref,
        environment: key.part.environment,
        routeId: route.part.id,
        callId: asked.callId,
      },
      extraction,
      text,
      samplingOf(body),
    )
    if (throttle === null) return null
    const signals = throttle.suspicion.signals.map((s) => s.signal)
    return {
      ...refuse(
        'extraction_suspected',
        'calls of this caller look like the copying of a model, so they are slowed down: come back later, or ask the owner of the AI system',
        { retryAfterS: throttle.retryAfterS },
      ),
      decidedBy: `429 extraction ${throttle.suspicion.score.toFixed(2)} ${signals.join(' ')}`.trimEnd(),
    }
  }

  #termsOf(key: Key, route: Route, operation: string): Terms {
    let ofKey = this.#terms.get(key)
    if (ofKey === undefined) this.#terms.set(key, (ofKey = new Map()))
    let ofRoute = ofKey.get(route)
    if (ofRoute === undefined) ofKey.set(route, (ofRoute = new Map()))
    let terms = ofRoute.get(operation)
    if (terms === undefined) ofRoute.set(operation, (terms = this.#decide(key, route, operation)))
    return terms
  }

  #decide(key: Key, route: Route, operation: string): Terms {
    const { org } = key.part
    const { spec } = route.policy
    const budgets = (scope: LimitScope, id: string, limits: LimitSpec | undefined): Budgets =>
      this.limiter.budgets({ scope, org, id }, limits)
    const models = new Map(
      route.targets.map(({ version }) => [
        version.id,
        budgets('model', modelSubject(version), spec.modelLimits),
      ]),
    )
    const own = budgets('key', key.part.id, key.part.limits)
    const ofRoute = budgets('route', route.part.id, spec.limits)
    const system = budgets('system', route.part.systemId, spec.systemLimits)
    const limitsModels = [...models.values()].some((m) => m !== null)
    return {
      ...this.#decideAccess(key, route, operation),
      key: own,
      route: ofRoute,
      system,
      userLimits: spec.userLimits,
      models: limitsModels ? models : null,
      free:
        own === null &&
        ofRoute === null &&
        system === null &&
        !limitsModels &&
        spec.userLimits === undefined &&
        spec.extraction === undefined,
    }
  }

  #decideAccess(key: Key, route: Route, operation: string): Pick<Terms, 'refusal' | 'allowedBy' | 'targets'> {
    const { scope, environment, hash } = key.part
    const ask = (version: { readonly model: string; readonly label: string } | null) =>
      this.#access({
        principal: {
          kind: hash.startsWith('issuer ') ? 'issuer' : 'key',
          system: key.part.systemId,
          environment,
          scope,
        },
        route: {
          name: route.part.name,
          system: route.part.systemId,
          environment: route.part.environment,
        },
        version,
        operation,
      })
    const narrowed = scopeInWords(scope)
    const refusal = (decision: ReturnType<AccessPolicy>): Refusal => ({
      ...refuse(
        'not_authorised',
        `${key.part.name === '' ? 'this key' : `\`${key.part.name}\``} may not call the route \`${route.part.name}\`: ${decision.why}${narrowed === '' ? '' : ` (it may: ${narrowed})`}`,
      ),
      decidedBy: `403 ${decision.policyIds.join(' ')}`.trimEnd(),
    })
    const whole = ask(null)
    if (!whole.ok) return { refusal: refusal(whole), allowedBy: '', targets: null }
    if (scope.models === null) return { refusal: null, allowedBy: idsOf([whole]), targets: null }
    const decisions = route.targets.map((target) => ({ target, decision: ask(target.version) }))
    const open = decisions.filter((d) => d.decision.ok).map((d) => d.target)
    const yes = decisions.filter((d) => d.decision.ok).map((d) => d.decision)
    const [first] = decisions
    return open.length === 0 && first !== undefined
      ? { refusal: refusal(first.decision), allowedBy: '', targets: [] }
      : { refusal: null, allowedBy: idsOf([whole, ...yes]), targets: open }
  }
}

const idsOf = (decisions: readonly ReturnType<AccessPolicy>[]): string =>
  [...new Set(decisions.flatMap((d) => d.policyIds))].toSorted().join(' ')

const modelBudgets = (terms: Terms, target: Target): Budgets => terms.models?.get(target.version.id) ?? null

const asAnswer = (held: Reservation | LimitRefusal): Reservation | Refusal =>
  held.ok ? held : limitRefusal(held)
