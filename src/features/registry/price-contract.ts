/** Prices of models (GW-5). Browser-safe. */
import { z } from 'zod'

/** Millionths of a US dollar for a million tokens: 0.15 USD a million is 150000. */
export type ModelPrice = { readonly input: number; readonly cachedInput: number; readonly output: number }

/** 10,000 USD for a million tokens: far above any price, far below what a sum could not hold. */
const rate = z.number().int().min(0).max(10_000_000_000)

export const priceInputSchema = z.strictObject({
  upstream: z.string().min(1).max(63),
  modelId: z.string().min(1).max(200),
  input: rate,
  /** Absent: the provider has no other price for what it had cached. */
  cachedInput: rate.optional(),
  output: rate,
  /** Page or contract where the price stands. */
  source: z.string().trim().min(3).max(500),
  /** The day on which it was read there. */
  asOf: z.iso.date(),
})
export type PriceInput = z.infer<typeof priceInputSchema>

export const priceSchema = z.object({
  id: z.string(),
  upstream: z.string(),
  modelId: z.string(),
  input: z.number(),
  cachedInput: z.number(),
  output: z.number(),
  source: z.string(),
  asOf: z.string(),
  /** False: a newer row of the same model is in force. */
  current: z.boolean(),
  createdBy: z.string(),
  createdAt: z.string(),
})
export type PriceRow = z.infer<typeof priceSchema>

/** A version's own price, approved with it: `config.price = { inputMicroUsdPerMTok, outputMicroUsdPerMTok, cachedInputMicroUsdPerMTok? }`. */
const configPrice = z.object({
  inputMicroUsdPerMTok: rate,
  outputMicroUsdPerMTok: rate,
  cachedInputMicroUsdPerMTok: rate.optional(),
})

/** Null when the version names none or one that cannot be read: an unknown price is never free. */
export function priceInConfig(config: Readonly<Record<string, unknown>>): ModelPrice | null {
  const read = configPrice.safeParse(config['price'])
  if (!read.success) return null
  const { inputMicroUsdPerMTok: input, outputMicroUsdPerMTok: output } = read.data
  return { input, output, cachedInput: read.data.cachedInputMicroUsdPerMTok ?? input }
}
