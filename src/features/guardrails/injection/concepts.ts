import { english as soleWords } from './english.ts'
import { extra } from './extra.ts'
import { concepts as shared, lexicon, type Concept as Shared } from './lexicon/index.ts'
import { Trie, type TrieEntry } from './trie.ts'

export type Concept = Shared | keyof typeof extra
const own = ['task', 'product', 'hail', 'retask', 'ending', 'principal'] as const
export const concepts: readonly Concept[] = [...shared, ...own]
export const CONCEPTS = concepts.length
export const conceptIndex = (name: Concept): number => concepts.indexOf(name)
const bit = (name: Concept): readonly [lo: number, hi: number] => {
  const i = conceptIndex(name)
  return i < 32 ? [1 << i, 0] : [0, 1 << (i - 32)]
}

/** A set of concepts as two words of bits. */
export type ConceptSet = { readonly lo: number; readonly hi: number }
export const setOf = (...names: Concept[]): ConceptSet =>
  names.map(bit).reduce((set, [lo, hi]) => ({ lo: set.lo | lo, hi: set.hi | hi }), { lo: 0, hi: 0 })

let trie: Trie | null = null

/** Built once, at the first text: some tens of milliseconds. */
export function conceptTrie(): Trie {
  trie ??= new Trie(entries())
  return trie
}

type Sets = Map<string, { lo: number; hi: number }>

function entries(): TrieEntry[] {
  const all: Sets = new Map()
  const ofEnglish: Sets = new Map()
  for (const concept of own) add(all, extra[concept], concept)
  for (const concept of shared)
    for (const [lang, list] of Object.entries(lexicon[concept])) {
      add(all, list, concept)
      if (lang === 'en') add(ofEnglish, list, concept)
    }
  const english = new Trie(plain(ofEnglish))
  return [
    ...soleWords.map((text): TrieEntry => {
      const word = Uint16Array.from(text, (ch) => ch.charCodeAt(0))
      const known = english.walk(word, 0, word.length, false)
      return { text, stem: false, lo: known ? english.lo : 0, hi: known ? english.hi : 0, sole: true }
    }),
    ...plain(all),
  ]
}

function add(to: Sets, list: readonly string[], concept: Concept): void {
  const [lo, hi] = bit(concept)
  for (const entry of list) {
    const known = to.get(entry)
    if (known === undefined) to.set(entry, { lo, hi })
    else {
      known.lo |= lo
      known.hi |= hi
    }
  }
}

const plain = (sets: Sets): TrieEntry[] =>
  [...sets].map(([text, { lo, hi }]) =>
    text.endsWith('*') ? { text: text.slice(0, -1), stem: true, lo, hi } : { text, stem: false, lo, hi },
  )

/**
 * The concept that stands for a token of several: rare and telling ones before common ones. Order by how little of ordinary text
 * carries them; frozen with the weights.
 */
const ORDER: readonly Concept[] = [
  'hail',
  'ending',
  'principal',
  'retask',
  'secrecy',
  'unfiltered',
  'override',
  'exfiltration',
  'encoding',
  'completion',
  'above',
  'answer',
  'persona',
  'restriction',
  'instruction',
  'secret',
  'reveal',
  'system',
  'memory',
  'authority',
  'emotion',
  'pretext',
  'urgency',
  'harm',
  'comply',
  'prior',
  'switch',
  'security',
  'link',
  'fiction',
  'money',
  'tool',
  'action',
  'task',
  'product',
  'obligation',
  'person',
  'human',
  'politeness',
  'negation',
  'all',
  'question',
]
const RANKED = Int32Array.from(ORDER.map(conceptIndex))

/** Index of the concept that stands for the set, or -1. */
export function primary(lo: number, hi: number): number {
  if ((lo | hi) === 0) return -1
  // One concept, the common case.
  if (hi === 0 && (lo & (lo - 1)) === 0) return 31 - Math.clz32(lo)
  if (lo === 0 && (hi & (hi - 1)) === 0) return 63 - Math.clz32(hi)
  for (let r = 0; r < RANKED.length; r++) {
    const c = RANKED[r] ?? 0
    if (c < 32 ? (lo >>> c) & 1 : (hi >>> (c - 32)) & 1) return c
  }
  return -1
}
