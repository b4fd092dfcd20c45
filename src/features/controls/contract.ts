/** Controls, tests and results (CTRL-1..3). Results are management's monitoring, never an auditor's conclusion. Browser-safe. */
import { z } from 'zod'
import { testStatuses, type TestStatus } from '../../lib/readiness.ts'

export { testStatuses, type TestStatus }

export const criterionSchema = z.object({
  id: z.string(),
  category: z.string(),
  series: z.string(),
  text: z.string(),
})

export const deviationSchema = z.object({
  key: z.string(),
  what: z.string(),
  since: z.string().nullable(),
  href: z.string().nullable(),
})

/** One run of one control's test over one frozen population. */
export const outcomeSchema = z.object({
  id: z.string(),
  controlId: z.string(),
  status: z.enum(testStatuses),
  checked: z.number(),
  /** Items that deviate. `deviations` names rows, at most 1,000, and a row may stand for many items. */
  deviating: z.number(),
  deviations: z.array(deviationSchema),
  why: z.string(),
  asOf: z.string(),
  trial: z.boolean(),
  testDigest: z.string(),
  entryId: z.string().nullable(),
  index: z.number().nullable(),
  populations: z.array(
    z.object({
      source: z.string(),
      rows: z.number(),
      complete: z.boolean(),
      root: z.string(),
      query: z.string(),
      asOf: z.string(),
      independent: z.object({ source: z.string(), count: z.number() }).nullable(),
    }),
  ),
})
export type Outcome = z.infer<typeof outcomeSchema>

/** Accepted risk: owner, end, compensating control, another person's approval. It changes no result (CTRL-3). */
export const waiverSchema = z.object({
  id: z.string(),
  state: z.enum(['requested', 'approved']),
  reason: z.string(),
  compensating: z.string(),
  requestedBy: z.string(),
  approvedBy: z.string().nullable(),
  approvedAt: z.string().nullable(),
  until: z.string(),
  approvalId: z.string(),
  entryId: z.string().nullable(),
})
export type Waiver = z.infer<typeof waiverSchema>
export const waiverInputSchema = z.strictObject({
  reason: z.string().trim().min(10).max(2000),
  compensating: z.string().trim().min(1).max(2000),
  until: z.iso.datetime(),
})
export type WaiverInput = z.infer<typeof waiverInputSchema>

export const controlSchema = z.object({
  id: z.string(),
  title: z.string(),
  statement: z.string(),
  risk: z.string(),
  nature: z.string(),
  type: z.string(),
  frequency: z.string(),
  owner: z.string().nullable(),
  criteria: z.array(z.object({ id: z.string(), why: z.string() })),
  remediation: z.string(),
  freshForMs: z.number(),
  /** The test's own word; a waiver does not change it. */
  status: z.enum(testStatuses),
  /** What lists and chips show: `waived` while an approved waiver is in force, whatever the test says; else `status`. */
  shown: z.enum([...testStatuses, 'waived']).optional(),
  waiver: waiverSchema.nullable().optional(),
  latest: outcomeSchema.nullable(),
  failingSince: z.string().nullable(),
  nextRunAt: z.string().nullable(),
  /** One per day of the window, worst result of the day, oldest first; `untested` where nothing ran. */
  strip: z.array(z.object({ day: z.string(), status: z.enum(testStatuses) })),
  hasTest: z.boolean(),
  /** What an auditor would call the population, what is looked at per item, where the evidence is, and what the automated test does not look at. */
  population: z.string().default(''),
  attributes: z.array(z.string()).default([]),
  evidence: z.string().default(''),
  uncovered: z.string().default(''),
})
export type Control = z.infer<typeof controlSchema>

/** GET /api/v1/readiness: management's readiness, never an opinion. */
export const readinessSchema = z.object({
  asOf: z.string(),
  criteria: z.array(
    criterionSchema.extend({
      status: z.enum(['pass', 'fail', 'inconclusive', 'stale', 'no_control', 'not_applicable']),
      controls: z.array(z.string()),
    }),
  ),
  counts: z.record(z.string(), z.number()),
})
export type Readiness = z.infer<typeof readinessSchema>
/** `control test --output json` and POST /api/v1/controls/test answer with these. */
export const testLineSchema = z.object({
  id: z.string(),
  status: z.enum(testStatuses),
  checked: z.number(),
  exceptions: z.number(),
  criteria: z.array(z.string()),
  asOf: z.string(),
  why: z.string(),
  deviations: z.array(deviationSchema),
})
