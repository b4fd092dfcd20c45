/** What a policy says about how much may be asked, by whom (GW-5). Browser-safe. */
import { z } from 'zod'
import { limitSpecSchema } from '../../identity/limits.ts'

/**
 * Limits beyond the route's own. The counters of a system, of an end user and of a model are shared by all routes that reach them; which limit
 * they are held against is the called route's policy's.
 */
export const userLimitsSchema = limitSpecSchema
export const systemLimitsSchema = limitSpecSchema
export const modelLimitsSchema = limitSpecSchema

/** Defence against copying a model by asking it (docs/limits.md says what each signal means). */
export const extractionSchema = z.strictObject({
  /** `observe`: alerts only. `enforce`: the caller is slowed down too. */
  mode: z.enum(['observe', 'enforce']),
  /** 0..1; one signal alone reaches at most 0.7. */
  threshold: z.number().min(0.3).max(1).default(0.8),
  /** How long a suspected caller waits between calls. */
  retryAfterS: z.number().int().min(1).max(3_600).default(60),
})
export type Extraction = z.infer<typeof extractionSchema>
