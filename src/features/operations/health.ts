import { statfs } from 'node:fs/promises'
import type { z } from 'zod'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { WorkCounts } from '../../platform/work-store.ts'
import type { Health, healthSchema } from './contract.ts'

export type PartStatus = z.infer<typeof healthSchema>['parts'][number]['status']
export type ProbeAnswer = { readonly status: PartStatus; readonly detail: string }

/** One part of the installation. `essential`: without it the server must not get requests (readiness). */
export type HealthProbe = {
  readonly name: string
  readonly essential: boolean
  readonly check: () => Promise<ProbeAnswer>
}

export type HealthService = {
  /** Every part asked now, each under its own deadline; a part that does not answer or throws is down and says so. */
  health(): Promise<Health>
  /** For /readyz: the essential parts only, and false once the server is stopping. */
  ready(): Promise<{ readonly ready: boolean; readonly parts: Health['parts'] }>
}

/** A load balancer asks every few seconds and waits about as long. */
const PROBE_DEADLINE_MS = 2_000

export function createHealth(options: {
  readonly clock: Clock
  readonly version: string
  readonly startedAtMs: number
  readonly probes: readonly HealthProbe[]
  readonly stopping: () => boolean
}): HealthService {
  /** Since when each part is in its state; null while it was never seen in another. */
  const seen = new Map<string, { readonly status: PartStatus; readonly since: string | null }>()

  async function ask(probe: HealthProbe): Promise<Health['parts'][number]> {
    const answer = await withDeadline(probe)
    const before = seen.get(probe.name)
    const since =
      before === undefined
        ? null
        : before.status === answer.status
          ? before.since
          : new Date(options.clock.nowMs()).toISOString()
    seen.set(probe.name, { status: answer.status, since })
    return { name: probe.name, ...answer, since }
  }

  return {
    async health() {
      const parts = await Promise.all(options.probes.map(ask))
      const essentialDown = parts.some(
        (p) => p.status === 'down' && options.probes.some((q) => q.name === p.name && q.essential),
      )
      return {
        status: essentialDown ? 'down' : parts.some((p) => p.status !== 'ok') ? 'degraded' : 'ok',
        version: options.version,
        asOf: new Date(options.clock.nowMs()).toISOString(),
        uptimeMs: options.clock.nowMs() - options.startedAtMs,
        parts,
      }
    },
    async ready() {
      const parts = await Promise.all(options.probes.filter((p) => p.essential).map(ask))
      return { ready: !options.stopping() && parts.every((p) => p.status !== 'down'), parts }
    },
  }
}

async function withDeadline(probe: HealthProbe): Promise<ProbeAnswer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<ProbeAnswer>((resolve) => {
    timer = setTimeout(
      () => resolve({ status: 'down', detail: `no answer within ${PROBE_DEADLINE_MS} ms` }),
      PROBE_DEADLINE_MS,
    )
  })
  try {
    return await Promise.race([probe.check(), late])
  } catch (error) {
    return { status: 'down', detail: error instanceof Error ? error.message.slice(0, 200) : 'failed' }
  } finally {
    clearTimeout(timer)
  }
}

// ---- probes of the platform ------------------------------------------------------------------------------------------------------------

export const databaseProbe = (db: Db): HealthProbe => ({
  name: 'database',
  essential: true,
  check: async () => {
    const answer = await db.ping(PROBE_DEADLINE_MS - 200)
    return answer.ok ? { status: 'ok', detail: 'answers' } : { status: 'down', detail: answer.reason }
  },
})

const GIB = 2 ** 30
/** Below a twentieth or 2 GiB free people should act; below 256 MiB evidence is about to be refused (the emergency segment holds 16 MiB). */
const TIGHT_BYTES = 2 * GIB
const FULL_BYTES = GIB / 4

/** `free` answers the bytes left to us and the size of the volume; tests replace it. */
export const diskProbe = (
  dir: string,
  free: (dir: string) => Promise<{ readonly freeBytes: number; readonly totalBytes: number }> = volumeOf,
): HealthProbe => ({
  name: 'disk',
  essential: false,
  check: async () => {
    const { freeBytes, totalBytes } = await free(dir)
    const share = totalBytes === 0 ? 0 : freeBytes / totalBytes
    const detail = `${(freeBytes / GIB).toFixed(1)} GiB of ${(totalBytes / GIB).toFixed(0)} GiB free (${(share * 100).toFixed(0)} %)`
    if (freeBytes < FULL_BYTES)
      return { status: 'down', detail: `${detail}: evidence will soon be refused, free space now` }
    return { status: freeBytes < TIGHT_BYTES || share < 0.05 ? 'degraded' : 'ok', detail }
  },
})

async function volumeOf(dir: string): Promise<{ readonly freeBytes: number; readonly totalBytes: number }> {
  const v = await statfs(dir)
  return { freeBytes: v.bavail * v.bsize, totalBytes: v.blocks * v.bsize }
}

export const jobsProbe = (counts: () => Promise<WorkCounts>): HealthProbe => ({
  name: 'jobs',
  essential: false,
  check: async () => {
    const { queued, running, late, parked } = await counts()
    const first = parked[0]
    if (first !== undefined)
      return {
        status: 'degraded',
        detail: `${parked.length === 20 ? '20 or more' : parked.length} given up, first: ${first.what} (${first.error})`,
      }
    if (late > 0) return { status: 'degraded', detail: `${late} wait longer than a minute` }
    return { status: 'ok', detail: `${running} running, ${queued} waiting` }
  },
})
