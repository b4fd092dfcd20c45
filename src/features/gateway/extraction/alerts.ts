import { createHash } from 'node:crypto'
import type { Allowed } from '../../../identity/authorize.ts'
import { authorOf, installation, record, type Records } from '../../../identity/record.ts'
import type { PeopleDirectory } from '../../../identity/people.ts'
import { keysetOf } from '../../../identity/people.ts'
import { isUuid, type OrgId } from '../../../lib/ids.ts'
import { encodeCursor, type Page } from '../../../lib/page.ts'
import { notFound, problem } from '../../../lib/problem.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import type { Log } from '../../../platform/log.ts'
import { newId, type Random } from '../../../platform/random.ts'
import type { NameBook } from '../names.ts'
import {
  acknowledgeAlert,
  alertPage,
  countAlerts,
  lockAlert,
  putAlert,
  type AlertRow,
} from './alert-store.ts'
import type { ExtractionAlertView } from './contract.ts'
import type { ExtractionAlert } from './watch.ts'

export type AlertDeps = Records & {
  readonly db: Db
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly names: NameBook
  readonly people: PeopleDirectory
}

/** The same person of the same organisation, without the name. */
export const userTag = (org: string, user: string): string =>
  createHash('sha256').update(`sealwright/user-tag/v1\n${org}\n${user}`).digest('hex').slice(0, 12)

/** Alerts that wait to be written; more callers than this at once are told by the next alerts of theirs. */
const QUEUE_MAX = 1_000
const RETRY_MS = 2_000

/**
 * Writes alerts beside the calls that raised them: row, ledger entry and event in one transaction, never on a call's path. What is told again
 * before it was written is merged.
 * LIMIT: alerts that wait while the process is killed are lost; the caller raises them again as long as it goes on.
 */
export class AlertLog {
  readonly #deps: AlertDeps
  readonly #queue = new Map<string, ExtractionAlert>()
  #writing: Promise<void> | null = null
  #timer: NodeJS.Timeout | undefined

  constructor(deps: AlertDeps) {
    this.#deps = deps
  }

  tell(alert: ExtractionAlert): void {
    const name = `${alert.org} ${alert.keyId} ${alert.user ?? ''} ${alert.hour}`
    const waiting = this.#queue.get(name)
    if (waiting === undefined && this.#queue.size >= QUEUE_MAX) return
    this.#queue.set(name, {
      ...alert,
      throttled: alert.throttled + (waiting?.throttled ?? 0),
    })
    this.#start()
  }

  /** Resolves when all that was told until now is written, or could not be. */
  async written(): Promise<void> {
    await this.#writing
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#writing
    if (this.#queue.size > 0) await this.#flush()
  }

  #start(): void {
    this.#writing ??= this.#flush().finally(() => {
      this.#writing = null
      if (this.#queue.size === 0) return
      this.#timer = setTimeout(() => this.#start(), RETRY_MS)
      this.#timer.unref()
    })
  }

  async #flush(): Promise<void> {
    const { log } = this.#deps
    for (const [name, alert] of this.#queue) {
      this.#queue.delete(name)
      try {
        await this.#write(alert)
      } catch (cause) {
        log.warn(
          { cause: String(cause), key: alert.keyId },
          'an extraction alert could not be written, trying again',
        )
        const newer = this.#queue.get(name)
        this.#queue.set(name, {
          ...(newer ?? alert),
          throttled: alert.throttled + (newer?.throttled ?? 0),
        })
        return
      }
    }
  }

  async #write(alert: ExtractionAlert): Promise<void> {
    const { db, clock, random } = this.#deps
    const org = alert.org as OrgId
    const score = Math.round(alert.suspicion.score * 1_000)
    const id = newId(clock, random)
    await db.tx({ org }, async (tx) => {
      const fresh = await putAlert(tx, org, {
        id,
        at: new Date(alert.atMs),
        hour: alert.hour,
        system: alert.system,
        environment: alert.environment,
        routeId: alert.routeId,
        keyId: alert.keyId,
        userTag: alert.user === null ? null : userTag(org, alert.user),
        callId: alert.callId,
        mode: alert.mode,
        score,
        calls: alert.calls,
        throttled: alert.throttled,
        signals: alert.suspicion.signals,
      })
      if (!fresh) return
      await record(this.#deps, tx, org, {
        type: 'gateway.extraction_suspected',
        by: installation(org, 'gateway'),
        sys: alert.system,
        body: {
          alert: id,
          key: alert.keyId,
          user: alert.user === null ? null : userTag(org, alert.user),
          call: alert.callId,
          route: alert.routeId,
          mode: alert.mode,
          score,
          calls: alert.calls,
          signals: alert.suspicion.signals.map((s) => ({ ...s })),
        },
      })
    })
  }
}

export async function listAlerts(
  deps: AlertDeps,
  org: OrgId,
  query: {
    readonly cursor: string | null
    readonly limit: number
    readonly open: boolean
    /** Refs of the AI systems in the caller's scope; null = all. */
    readonly systems: readonly string[] | null
  },
): Promise<Page<ExtractionAlertView>> {
  return deps.db.tx(
    { org },
    async (tx) => {
      const rows = await alertPage(tx, org, query, keysetOf(query.cursor), query.limit + 1)
      const name = await deps.people.names(
        tx,
        org,
        rows.flatMap((r) => (r.acknowledged_by === null ? [] : [r.acknowledged_by])),
      )
      const shown = rows.slice(0, query.limit)
      const last = shown.at(-1)
      return {
        items: shown.map((row) => alertView(deps, row, name)),
        next:
          rows.length > query.limit && last !== undefined
            ? encodeCursor([last.at.toISOString(), last.id])
            : null,
        total: await countAlerts(tx, org, query),
        asOf: new Date(deps.clock.nowMs()).toISOString(),
      }
    },
    { readOnly: true },
  )
}

export async function findAlert(
  deps: AlertDeps,
  org: OrgId,
  id: string,
): Promise<{ readonly id: string; readonly system: string; readonly environment: string }> {
  const row = isUuid(id) ? await deps.db.tx({ org }, (tx) => lockAlert(tx, org, id)) : undefined
  if (row === undefined) throw notFound('alert', id)
  return { id: row.id, system: deps.names.name('system', row.system_ref), environment: row.environment }
}

/** Somebody has looked at it. Errors: `alert_not_found` (404), `alert_acknowledged` (409). Row, entry and event commit together. */
export async function answerAlert(
  deps: AlertDeps,
  org: OrgId,
  by: Allowed<'policy.write'>,
  id: string,
  answer: { readonly note: string; readonly harmless: boolean },
): Promise<{ readonly view: ExtractionAlertView; readonly keyId: string; readonly userTag: string | null }> {
  return deps.db.tx({ org }, async (tx) => {
    const row = await lockAlert(tx, org, id)
    if (row === undefined) throw notFound('alert', id)
    const at = new Date(deps.clock.nowMs())
    const author = authorOf(by.principal)
    if ((await acknowledgeAlert(tx, org, id, author, at, answer.harmless, answer.note)) === 0)
      throw problem('alert_acknowledged', 409, 'somebody has answered this alert already')
    await record(deps, tx, org, {
      type: 'gateway.extraction_answered',
      by,
      sys: row.system_ref,
      body: { alert: id, key: row.key_id, harmless: answer.harmless },
      reason: answer.note,
    })
    const name = await deps.people.names(tx, org, [author])
    const now = {
      ...row,
      acknowledged_by: author,
      acknowledged_at: at,
      harmless: answer.harmless,
      note: answer.note,
    }
    return { view: alertView(deps, now, name), keyId: row.key_id, userTag: row.user_tag }
  })
}

const alertView = (deps: AlertDeps, row: AlertRow, name: (id: string) => string): ExtractionAlertView => ({
  id: row.id,
  at: row.at.toISOString(),
  lastAt: row.last_at.toISOString(),
  system: deps.names.name('system', row.system_ref),
  environment: row.environment,
  route: deps.names.name('route', row.route_id),
  key: { id: row.key_id, name: deps.names.name('key', row.key_id) },
  user: row.user_tag,
  call: row.call_id,
  mode: row.mode,
  score: row.score,
  calls: row.calls,
  throttled: row.throttled,
  signals: row.signals,
  acknowledged:
    row.acknowledged_at === null || row.acknowledged_by === null
      ? null
      : {
          by: name(row.acknowledged_by),
          at: row.acknowledged_at.toISOString(),
          harmless: row.harmless === true,
          note: row.note ?? '',
        },
})
