import { useEffect } from 'react'
import { useGo } from './hooks.ts'

/** Plain `<a href>` everywhere (design components know no router); ordinary clicks on our own pages change the address without a reload. */
export function useLinks(): void {
  const go = useGo()
  useEffect(() => {
    const onClick = (event: MouseEvent): void => {
      if (
        event.defaultPrevented ||
        event.button !== 0 ||
        event.metaKey ||
        event.ctrlKey ||
        event.shiftKey ||
        event.altKey
      )
        return
      const anchor = event.target instanceof Element ? event.target.closest('a[href]') : null
      if (!(anchor instanceof HTMLAnchorElement) || anchor.target !== '' || anchor.hasAttribute('download'))
        return
      const url = new URL(anchor.href)
      if (url.origin !== location.origin || /^\/(api|ledger|healthz|readyz|v1)(\/|$)/.test(url.pathname))
        return
      if (url.hash !== '' && url.pathname === location.pathname && url.search === location.search) return
      event.preventDefault()
      go(url.pathname + url.search + url.hash)
    }
    document.addEventListener('click', onClick)
    return () => document.removeEventListener('click', onClick)
  }, [go])
}
