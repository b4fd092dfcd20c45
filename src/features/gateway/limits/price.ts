import { priceInConfig, type ModelPrice, type PricePart } from '../../registry/index.ts'

export type TokensUsed = {
  readonly tokensIn: number
  /** Of `tokensIn`, those that the provider had cached. */
  readonly tokensCached?: number
  readonly tokensOut: number
}

/** Millionths of a US dollar, rounded up to whole ones: a sum of many small calls must not come out below what they cost. */
export function costOf(price: ModelPrice, used: TokensUsed): number {
  const cached = Math.min(used.tokensCached ?? 0, used.tokensIn)
  return Math.ceil(
    ((used.tokensIn - cached) * price.input + cached * price.cachedInput + used.tokensOut * price.output) /
      1_000_000,
  )
}

/** What a call of this size costs at most. */
export const highestCost = (price: ModelPrice, tokensIn: number, tokensOut: number): number =>
  costOf({ ...price, input: Math.max(price.input, price.cachedInput) }, { tokensIn, tokensOut })

const nothing: ModelPrice = { input: 0, cachedInput: 0, output: 0 }

/**
 * Price of a version: the one that was approved with it, else the one in the organisation's table; null = not known. The sandbox model is ours
 * and costs nothing.
 */
export function priceLookup(prices: readonly PricePart[]): (
  version: {
    readonly org: string
    readonly upstream: string
    readonly modelId: string
    readonly config: Readonly<Record<string, unknown>>
  },
  sandbox: boolean,
) => ModelPrice | null {
  const table = new Map(prices.map((p) => [`${p.org} ${p.upstream} ${p.modelId}`, p]))
  return (version, sandbox) =>
    priceInConfig(version.config) ??
    table.get(`${version.org} ${version.upstream} ${version.modelId}`) ??
    (sandbox ? nothing : null)
}
