import type { Glyph } from './report-content.ts'

/** Outlines on a 16 x 16 grid. Each status has its own shape, so that it survives a grey print. */
export type Mark = {
  readonly fill: string
  readonly outline: string
  readonly sign: string
  readonly dash?: readonly [number, number]
  readonly width: number
}

const circle = (r: number): string => `M${8 - r} 8a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`
const octagon = 'M5.2 1.7h5.6l3.5 3.5v5.6l-3.5 3.5H5.2l-3.5-3.5V5.2Z'
const diamond = 'M8 .9L15.1 8L8 15.1L.9 8Z'

export const marks: Readonly<Record<Glyph, Mark>> = {
  pass: { fill: circle(6.5), outline: '', sign: 'M5 8.2L7.2 10.4L11 6', width: 1.7 },
  fail: { fill: octagon, outline: '', sign: 'M5.6 5.6L10.4 10.4M10.4 5.6L5.6 10.4', width: 1.7 },
  inconclusive: {
    fill: diamond,
    outline: '',
    sign: 'M6.3 6.5C6.3 4 9.9 4.200 9.700 6.700C9.500 8 8 7.800 8 9.350M8 11.300L8 11.600',
    width: 1.5,
  },
  stale: { fill: '', outline: circle(6.2), sign: 'M8 4.800V8L10.200 9.400', dash: [2.4, 1.5], width: 1.4 },
  not_applicable: { fill: '', outline: circle(6.2), sign: 'M5 8H11', width: 1.5 },
  none: { fill: '', outline: 'M2.200 2.200h11.600v11.600h-11.600Z', sign: '', dash: [2, 2], width: 1.3 },
}

/** Light theme: solid for shapes, text for words (design tokens). */
export const statusColours: Readonly<Record<Glyph, { readonly solid: string; readonly text: string }>> = {
  pass: { solid: '#13794A', text: '#0E6A42' },
  fail: { solid: '#C2342A', text: '#B0241B' },
  inconclusive: { solid: '#B07400', text: '#7A5200' },
  stale: { solid: '#77837D', text: '#55605B' },
  not_applicable: { solid: '#94A09A', text: '#5B6963' },
  none: { solid: '#94A09A', text: '#5B6963' },
}

export const colours = {
  text: '#15201C',
  quiet: '#43514B',
  line: '#DBE2DE',
  edge: '#BFCAC4',
  ink: '#1B4B9B',
  inkLine: '#A9C0E6',
  inkSoft: '#F7FAFE',
  code: '#F7F9F8',
} as const

/** The logo: a scalloped seal on 32 x 32, cut in two along an S. */
export const SEAL_CUT = 'M27.5 1.5C6 4.5 6.5 14.2 16 16C25.5 17.800 26 27.500 4.500 30.500'
export function sealOutline(): string {
  const [lobes, radius, depth, steps] = [14, 14.3, 0.95, 14 * 12]
  let path = ''
  for (let i = 0; i < steps; i++) {
    const angle = (i / steps) * 2 * Math.PI
    const reach = radius + depth * Math.cos(lobes * angle)
    path += `${i === 0 ? 'M' : 'L'}${(16 + reach * Math.sin(angle)).toFixed(2)} ${(16 - reach * Math.cos(angle)).toFixed(2)}`
  }
  return `${path}Z`
}
