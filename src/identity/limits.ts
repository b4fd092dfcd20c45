/** Limits as keys, issuers and policies carry them. Browser-safe. */
import { z } from 'zod'

/** `units` says what is counted: calls, calls running at once, tokens of prompt and answer, or millionths of a US dollar. */
export const limitNames = [
  'requestsPerMinute',
  'concurrentRequests',
  'tokensPerMinute',
  'tokensPerDay',
  'costPerDayMicroUsd',
  'costPerMonthMicroUsd',
] as const
export type LimitName = (typeof limitNames)[number]

/** The highest value that a limit may have: above it a sum could leave the integers that JavaScript counts exactly. */
const MAX: Readonly<Record<LimitName, number>> = {
  requestsPerMinute: 1_000_000,
  concurrentRequests: 1_000_000,
  tokensPerMinute: 1_000_000_000_000,
  tokensPerDay: 1_000_000_000_000,
  costPerDayMicroUsd: 1_000_000_000_000,
  costPerMonthMicroUsd: 1_000_000_000_000,
}

const limit = (name: LimitName) => z.number().int().positive().max(MAX[name]).nullable().optional()

/** Absent and null alike: no limit. */
export const limitSpecSchema = z.strictObject({
  requestsPerMinute: limit('requestsPerMinute'),
  concurrentRequests: limit('concurrentRequests'),
  tokensPerMinute: limit('tokensPerMinute'),
  tokensPerDay: limit('tokensPerDay'),
  costPerDayMicroUsd: limit('costPerDayMicroUsd'),
  costPerMonthMicroUsd: limit('costPerMonthMicroUsd'),
})
export type LimitSpec = { readonly [Name in LimitName]?: number | null | undefined }

export const noLimits: LimitSpec = {}

/** The limits that are set, in the order of `limitNames`. */
export const setLimits = (spec: LimitSpec): { readonly name: LimitName; readonly max: number }[] =>
  limitNames.flatMap((name) => {
    const max = spec[name]
    return max === undefined || max === null ? [] : [{ name, max }]
  })

/** `60 requests a minute`, for messages and lists. */
export function limitInWords(name: LimitName, max: number): string {
  switch (name) {
    case 'requestsPerMinute':
      return `${max} requests a minute`
    case 'concurrentRequests':
      return `${max} requests at once`
    case 'tokensPerMinute':
      return `${max} tokens a minute`
    case 'tokensPerDay':
      return `${max} tokens a day`
    case 'costPerDayMicroUsd':
      return `${usd(max)} a day`
    case 'costPerMonthMicroUsd':
      return `${usd(max)} a month`
  }
}

/** `0.25 USD`: at least two decimals, no more than the amount has. */
export function usd(micro: number): string {
  const text = (Math.abs(micro) / 1_000_000).toFixed(6).replace(/(\.\d\d\d*?)0+$/, '$1')
  return `${micro < 0 ? '-' : ''}${text} USD`
}
