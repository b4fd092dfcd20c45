import { z } from 'zod'
import { callSchema } from '../../features/gateway/contract.ts'
import { watchReportSchema, type Slowdown } from '../../features/gateway/index.ts'
import type { Config } from '../../platform/config.ts'
import type { DataDir } from '../../platform/data-dir.ts'

/** What a worker process needs to begin; by message, because it holds passwords. Both processes run the same build, so its shape is trusted. */
export type Begin = {
  readonly kind: 'begin'
  readonly config: Config
  readonly dirs: DataDir
  readonly runtimeUrl: string
  readonly ownerUrl: string
  readonly installation: string
  readonly version: string
  /** Slot under `wal/` that is this worker's alone. */
  readonly slot: string
  readonly url: string
  readonly port: number
  /** Private sockets: where the main process answers what is not /v1, and where this worker's own server listens. */
  readonly mainSocket: string
  readonly ownSocket: string
}

/** A question of the main process; every worker answers each. */
export type Question =
  | { readonly what: 'ship' }
  | { readonly what: 'refresh' }
  | { readonly what: 'mark'; readonly org: string }
  | { readonly what: 'retire'; readonly org: string; readonly key: string }
  | { readonly what: 'metrics'; readonly org: string | null }
  | { readonly what: 'health'; readonly org: string; readonly systems: readonly string[] | null }

export type ToWorker =
  | Begin
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question }
  | { readonly kind: 'watch'; readonly org: string; readonly watched: boolean }
  /** Callers whom extraction defence slows down from now on, or no longer. */
  | { readonly kind: 'slowed'; readonly callers: readonly Slowdown[] }
  | { readonly kind: 'stop' }
  /** Comes with the accepted connection. */
  | { readonly kind: 'connection'; readonly id: number }

export const fromWorkerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({
    kind: z.literal('load'),
    /** Open connections, running calls, evidence not yet shipped. */
    open: z.number(),
    running: z.number(),
    backlogBytes: z.number(),
    available: z.boolean(),
  }),
  z.object({ kind: z.literal('taken'), id: z.number() }),
  z.object({ kind: z.literal('call'), org: z.string(), call: callSchema }),
  /** For the main process, which keeps the profiles of extraction defence. */
  z.object({ kind: z.literal('seen'), report: watchReportSchema }),
  z.object({ kind: z.literal('answer'), id: z.number(), value: z.unknown().optional() }),
  z.object({ kind: z.literal('failed'), id: z.number(), error: z.string() }),
])
export type FromWorker = z.infer<typeof fromWorkerSchema>

/** How often a worker tells its load. Half: needless messages; double: new connections go to the wrong one a little longer. */
export const LOAD_MS = 500
