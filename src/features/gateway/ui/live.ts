import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { apiBase } from '../../../console/api.ts'

/** Refreshes the request log when the server tells of a new call, at most once in 1.5 s. Returns whether the stream is open. */
export function useLiveCalls(on: boolean): boolean {
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  useEffect(() => {
    if (!on) {
      setOpen(false)
      return
    }
    let timer: ReturnType<typeof setTimeout> | null = null
    const source = new EventSource(`${apiBase}/calls/live`)
    source.addEventListener('open', () => setOpen(true))
    source.addEventListener('error', () => setOpen(false))
    source.addEventListener('call', () => {
      timer ??= setTimeout(() => {
        timer = null
        void client.invalidateQueries({
          predicate: (q) => typeof q.queryKey[0] === 'string' && /^\/calls(\?|\/facets)/.test(q.queryKey[0]),
        })
      }, 1_500)
    })
    return () => {
      source.close()
      if (timer !== null) clearTimeout(timer)
    }
  }, [on, client])
  return open
}
