import { useCallback, useState } from 'react'

export type Theme = 'light' | 'dark'
const current = (): Theme =>
  document.documentElement.getAttribute('data-theme') === 'dark' ? 'dark' : 'light'

/** The theme of this browser; theme.js applies it before the first paint. */
export function useTheme(): readonly [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(current)
  const toggle = useCallback(() => {
    const next: Theme = current() === 'dark' ? 'light' : 'dark'
    document.documentElement.setAttribute('data-theme', next)
    localStorage.setItem('sealwright.theme', next)
    setTheme(next)
  }, [])
  return [theme, toggle]
}
