import { describe, expect, it } from 'vitest'
import { keepViews, readViews, withView, type ViewStore } from './saved-views.ts'

const memory = (): ViewStore & { readonly kept: Map<string, string> } => {
  const kept = new Map<string, string>()
  return { kept, getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => void kept.set(k, v) }
}

describe('saved views', () => {
  it('are kept for each person and company apart', () => {
    const store = memory()
    const views = withView([], { name: 'refusals', q: 'verdict:refused' })
    expect(keepViews(store, 'org1', 'ana', views)).toBe(true)
    expect(readViews(store, 'org1', 'ana')).toEqual(views)
    expect(readViews(store, 'org1', 'ben')).toEqual([])
    expect(readViews(store, 'org2', 'ana')).toEqual([])
  })
  it('the same name replaces, and names stand in order', () => {
    const two = withView([{ name: 'b', q: 'x' }], { name: 'a', q: 'y' })
    expect(two.map((v) => v.name)).toEqual(['a', 'b'])
    expect(withView(two, { name: 'b', q: 'z' })).toEqual([
      { name: 'a', q: 'y' },
      { name: 'b', q: 'z' },
    ])
  })
  it('what somebody else wrote there is no view, and a full store is told', () => {
    const store = memory()
    store.kept.set('sealwright.views.org1.ana', '{"name":1}')
    expect(readViews(store, 'org1', 'ana')).toEqual([])
    store.kept.set('sealwright.views.org1.ana', 'no json')
    expect(readViews(store, 'org1', 'ana')).toEqual([])
    const full: ViewStore = {
      getItem: () => null,
      setItem: () => {
        throw new Error('quota')
      },
    }
    expect(keepViews(full, 'org1', 'ana', [])).toBe(false)
  })
})
