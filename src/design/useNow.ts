import { useEffect, useState } from 'react'

/** The wall clock in ms, refreshed every `everyMs`. Only for words such as "2 min ago"; evidence carries its own times. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
