/** 16 px line icons, drawn for this product. Decorative: the word beside them carries the meaning. */
const paths = {
  home: 'M2.500 7.500 8 3l5.500 4.500V13h-3.500V9.500h-4V13H2.500z',
  systems: 'M3 3h4v4H3zM9 3h4v4H9zM3 9h4v4H3zM9 9h4v4H9z',
  models: 'M8 2l5 3v6l-5 3-5-3V5zM3 5l5 3 5-3M8 8v6',
  gateway: 'M2 8h4M10 8h4M6 4h4v8H6zM12 6l2 2-2 2',
  agents: 'M5 6h6v6H5zM8 6V3M3 9h2M11 9h2M7 9h.01M9.200 9h.01',
  monitor: 'M2 12h12M2 9l3-4 3 3 3-5 3 4',
  compliance: 'M8 2l5 2v4c0 3-2 5-5 6-3-1-5-3-5-6V4zM5.800 8l1.600 1.600L10.400 6.500',
  settings: 'M3 5h6M12 5h1M3 11h1M7 11h6M10.500 3.500v3M5.500 9.500v3',
  search: 'M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 10l3.500 3.500',
  inbox: 'M2.500 9 4.500 3.500h7L13.500 9v4h-11zM2.500 9h3.500l1 1.500h2L10 9h3.500',
  moon: 'M12.500 9.800A5 5 0 0 1 6.200 3.500 5 5 0 1 0 12.500 9.800z',
  help: 'M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11zM6.500 6.500a1.500 1.500 0 1 1 2.200 1.300c-.5.3-.7.6-.7 1.200M8 11h.01',
  chev: 'M5 6.500l3 3 3-3',
  chevr: 'M6.500 5l3 3-3 3',
  ext: 'M6 3.500H3.500v9h9V10M9 3.500h3.500V7M12.500 3.500 7.500 8.500',
  copy: 'M6 6h7v7H6zM3 10V3h7',
  pause: 'M6 4v8M10 4v8',
  play: 'M5 3.500l7 4.500-7 4.500z',
  dl: 'M8 3v7M5 7.500 8 10.500l3-3M3 13h10',
  cols: 'M3 3.500h10v9H3zM6.500 3.500v9M9.800 3.500v9',
  filter: 'M2.500 4h11M4.500 8h7M6.500 12h3',
  clock: 'M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11zM8 5v3.200l2 1.300',
  user: 'M8 8a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM3.500 13.500c0-2.500 2-4 4.500-4s4.500 1.500 4.500 4',
  link: 'M6.500 9.500l3-3M7 5l1.500-1.500a2.500 2.500 0 0 1 3.500 3.500L10.500 8.500M9 11l-1.500 1.500A2.500 2.500 0 0 1 4 9l1.500-1.500',
  up: 'M8 13V3M4.500 6.500 8 3l3.500 3.500',
  x: 'M4.500 4.500l7 7M11.500 4.500l-7 7',
  check: 'M3.500 8.500 6.500 11.500 12.500 5',
  refresh: 'M12.500 8a4.500 4.500 0 1 1-1.300-3.200M12.500 3v2.500H10',
  lock: 'M4 7.500h8v5.500H4zM5.500 7.500V5.500a2.500 2.500 0 0 1 5 0v2',
  flag: 'M4 13.500V3M4 3.500h7.500L10 6l1.500 2.500H4',
  table: 'M2.500 3.500h11v9h-11zM2.500 6.500h11M2.500 9.500h11M6.500 6.500v6',
  doc: 'M4 2.500h5L12 5.500v8H4zM9 2.500v3h3M6 8h4M6 10.500h4',
  arrow: 'M3 8h10M9.500 4.500 13 8l-3.500 3.500',
  dice: 'M3 3h10v10H3zM6 6h.01M10 10h.01M10 6h.01M6 10h.01',
  more: 'M4 8h.01M8 8h.01M12 8h.01',
  term: 'M2.500 3.500h11v9h-11zM5 6.500l2 1.500-2 1.500M8.500 10h2.500',
  plus: 'M8 3v10M3 8h10',
  pin: 'M5.500 2.500h5l-1 4 2 2.500h-7l2-2.500zM8 9v4.500',
  sun: 'M8 5.200a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600zM8 1.500v1.500M8 13v1.500M1.500 8h1.500M13 8h1.500M3.400 3.400l1 1M11.600 11.600l1 1M3.400 12.600l1-1M11.600 4.400l1-1',
  edit: 'M3 13l.6-2.600L10.500 3.500l2 2L5.600 12.400zM9.300 4.700l2 2',
  key: 'M10 2.500a3.500 3.500 0 1 0 1 6.800L12 10.300V12h1.500v-2.800L12.300 8A3.500 3.500 0 0 0 10 2.500zM9.500 5.500h.01M7.500 8.500 2.500 13.500v-2M5 11h1.500',
} as const

export type IconName = keyof typeof paths

export function Icon({ name, size = 16, weight = 1.4 }: { name: IconName; size?: number; weight?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={weight}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}
