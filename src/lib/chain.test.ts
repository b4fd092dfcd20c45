import { describe, expect, it } from 'vitest'
import { Chain, type Linked } from './chain.ts'

class Item implements Linked<Item> {
  before: Item | null = null
  after: Item | null = null
  constructor(readonly name: number) {}
}
const names = (chain: Chain<Item>): number[] => [...chain].map((i) => i.name)

describe('Chain', () => {
  it('holds what a Set would, whatever is added and removed', () => {
    const items = Array.from({ length: 20 }, (_, i) => new Item(i))
    const chain = new Chain<Item>()
    const set = new Set<Item>()
    let seed = 42
    for (let i = 0; i < 2_000; i++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      const item = items[seed % items.length]
      if (item === undefined) continue
      if (set.has(item)) {
        set.delete(item)
        chain.remove(item)
        chain.remove(item)
      } else {
        set.add(item)
        chain.add(item)
      }
      expect(chain.size).toBe(set.size)
      expect(names(chain).toSorted((a, b) => a - b)).toEqual(
        [...set].map((s) => s.name).toSorted((a, b) => a - b),
      )
    }
  })

  it('lets the item in hand go while it is walked', () => {
    const chain = new Chain<Item>()
    for (let i = 0; i < 5; i++) chain.add(new Item(i))
    for (const item of chain) chain.remove(item)
    expect(names(chain)).toEqual([])
  })

  it('leaves no link in what it let go', () => {
    const chain = new Chain<Item>()
    const [a, b, c] = [new Item(1), new Item(2), new Item(3)]
    for (const item of [a, b, c]) chain.add(item)
    chain.remove(b)
    expect([b.before, b.after, chain.size]).toEqual([null, null, 2])
    expect(names(chain)).toEqual([3, 1])
  })
})
