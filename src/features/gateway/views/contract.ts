import { z } from 'zod'
import { filterCharsMax } from '../../../lib/filter.ts'

/** A named filter of the request log. */
export const savedViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  q: z.string(),
  /** Everybody of the organisation sees it whose roles are not limited to systems. */
  shared: z.boolean(),
  /** The caller saved it, and may replace and remove it. */
  own: z.boolean(),
})
export type SavedView = z.infer<typeof savedViewSchema>

export const nameMax = 60
/** Of one person. */
export const viewsMax = 30

export const saveViewInputSchema = z.strictObject({
  name: z.string().trim().min(1).max(nameMax),
  q: z.string().trim().min(1).max(filterCharsMax),
  shared: z.boolean().default(false),
})
export type SaveViewInput = z.infer<typeof saveViewInputSchema>
