import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('../../src/design/tokens.css', import.meta.url), 'utf8')

/** Hex colours of the rule whose selector list ends with this theme. */
function colours(theme: string): ReadonlyMap<string, string> {
  const block = new RegExp(`\\[data-theme=['"]?${theme}['"]?\\]\\s*\\{([^}]*)\\}`).exec(css)?.[1] ?? ''
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9A-Fa-f]{6})/g)].map((m) => [m[1] ?? '', m[2] ?? '']))
}
const themes = { light: colours('light'), dark: colours('dark') } as const

/** Relative luminance and contrast ratio as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
export function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const surfaces = ['surface-app', 'surface-panel', 'surface-sunken', 'surface-hover', 'ink-soft']
const text: [string, string][] = [
  ...['text-1', 'text-2', 'text-3', 'ink'].flatMap((t) => surfaces.map((s): [string, string] => [t, s])),
  ...['pass', 'fail', 'inconclusive', 'stale'].flatMap((s): [string, string][] => [
    [s, `${s}-soft`],
    [s, 'surface-panel'],
    [s, 'surface-app'],
    [s, 'ink-soft'],
    ['text-1', `${s}-soft`],
  ]),
  ['na', 'surface-panel'],
  ['on-ink', 'ink'],
  ['on-ink', 'ink-hover'],
  ...['mark-pii', 'mark-inj', 'mark-secret', 'diff-add', 'diff-del', 'surface-code'].map(
    (s): [string, string] => ['text-1', s],
  ),
  ['code-key', 'surface-code'],
  ['text-3', 'surface-code'],
  ['code-string', 'surface-code'],
  ['text-inverse', 'surface-inverse'],
  ['text-3', 'diff-add'],
  ['text-2', 'inconclusive-soft'],
]
const graphics: [string, string][] = [
  ...[
    'pass-solid',
    'fail-solid',
    'inconclusive-solid',
    'stale-solid',
    'sev-critical',
    'sev-high',
    'sev-medium',
    'sev-low',
    'c1',
    'c2',
    'c3',
    'c4',
    'c5',
    'c6',
    'border-control',
    'focus',
    'c-marker',
    'mark-pii-line',
    'mark-inj-line',
    'mark-secret-line',
  ].map((g): [string, string] => [g, 'surface-panel']),
  ['border-control', 'surface-app'],
  ['focus', 'surface-app'],
  ['on-solid', 'pass-solid'],
  ['on-solid', 'fail-solid'],
  ['on-solid', 'inconclusive-solid'],
  ['diff-add-line', 'diff-add'],
  ['diff-del-line', 'diff-del'],
]

describe.each(['light', 'dark'] as const)('contrast of the %s theme', (theme) => {
  const ratio = (a: string, b: string): number => {
    const [x, y] = [themes[theme].get(a), themes[theme].get(b)]
    if (x === undefined || y === undefined)
      throw new Error(`no token --${x === undefined ? a : b} in ${theme}`)
    return contrast(x, y)
  }
  it.each(text)('text %s on %s is at least 4.5', (a, b) => expect(ratio(a, b)).toBeGreaterThanOrEqual(4.5))
  it.each(graphics)('mark %s on %s is at least 3', (a, b) => expect(ratio(a, b)).toBeGreaterThanOrEqual(3))
})

it('a pair that is too weak goes red', () => {
  expect(contrast('#8B9892', '#FFFFFF')).toBeLessThan(4.5)
  expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 5)
})
