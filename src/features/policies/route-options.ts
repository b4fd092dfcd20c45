/** How a route bears a failing upstream (GW-6) and what it may remember. Absent = off: such a route costs nothing a call. Browser-safe. */
import { z } from 'zod'

const ms = (max: number) => z.number().int().min(100).max(max)
const percent = z.number().int().min(0).max(100)

export const routeOptionsSchema = z.strictObject({
  deadlines: z
    .strictObject({
      /** One attempt: a stream's head, or a whole JSON answer, must have come. */
      tryMs: ms(600_000).nullable().default(null),
      /** All attempts and the waits between them, to the last byte. */
      totalMs: ms(600_000).nullable().default(null),
    })
    .optional(),
  retries: z
    .strictObject({
      /** On one target, after the first attempt. */
      max: z.number().int().min(1).max(5),
      /** Retries per hundred calls that the route may make in the long run. */
      budgetPercent: percent.default(20),
      /** A longer `retry-after` is not waited for. */
      retryAfterMsMax: z.number().int().min(0).max(60_000).default(5_000),
    })
    .optional(),
  breaker: z
    .strictObject({
      consecutiveFailures: z.number().int().min(1).max(1_000).default(5),
      errorPercent: z.number().int().min(1).max(100).default(50),
      callsMin: z.number().int().min(1).max(10_000).default(20),
      windowMs: z.number().int().min(1_000).max(600_000).default(10_000),
      openMs: z.number().int().min(100).max(600_000).default(30_000),
      probes: z.number().int().min(1).max(10).default(1),
    })
    .optional(),
  balance: z
    .strictObject({
      /** One each target, same order; 0 = only as a fallback. */
      weights: z
        .array(z.number().int().min(0).max(1_000))
        .min(1)
        .max(8)
        .refine((weights) => weights.some((w) => w > 0), 'one weight at least must be above 0'),
      /** What stays on one target: nothing, all calls of a key, or all of an end user. */
      sticky: z.enum(['none', 'key', 'user']).default('none'),
    })
    .optional(),
  safeAnswer: z
    .strictObject({
      /** Given when no target answered; the operator's words, not a model's. */
      text: z.string().trim().min(1).max(4_000),
    })
    .optional(),
  cache: z
    .strictObject({
      ttlS: z.number().int().min(1).max(86_400),
      /** Off: only requests with `temperature: 0`. */
      anyTemperature: z.boolean().default(false),
    })
    .optional(),
})
export type RouteOptions = z.infer<typeof routeOptionsSchema>

/** GET /routes/health: one row a target, as this process sees it since it started. */
export const breakerStates = ['closed', 'open', 'half-open', 'off'] as const
export const targetHealthSchema = z.object({
  route: z.string(),
  routeId: z.string(),
  system: z.string(),
  environment: z.string(),
  version: z.string(),
  index: z.number(),
  weight: z.number().nullable(),
  upstream: z.string(),
  model: z.string(),
  breaker: z.enum(breakerStates),
  /** Until it lets a probe through; 0 unless open. */
  probeInMs: z.number(),
  attempts: z.number(),
  failures: z.number(),
  lastError: z.object({ code: z.string(), at: z.string() }).nullable(),
  lastSuccessAt: z.string().nullable(),
  /** Attempts that succeeded in about the last ten minutes. */
  recent: z.object({ count: z.number(), p50Ms: z.number().nullable(), p95Ms: z.number().nullable() }),
})
export type TargetHealth = z.infer<typeof targetHealthSchema>
export const routesHealthSchema = z.object({
  asOf: z.string(),
  items: z.array(targetHealthSchema),
  cache: z.object({ entries: z.number(), bytes: z.number() }),
})
export type RoutesHealth = z.infer<typeof routesHealthSchema>
