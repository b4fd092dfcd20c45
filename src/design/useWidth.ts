import { useEffect, useRef, useState, type RefObject } from 'react'

/** Width of the element in CSS px, so that charts are redrawn for it instead of scaled. */
export function useWidth(initial = 640): [RefObject<HTMLDivElement | null>, number] {
  const [ref, width] = useSize(initial, 0)
  return [ref, width]
}

/** Width and height of the element in CSS px. */
export function useSize(
  initial: number,
  initialHeight: number,
): [RefObject<HTMLDivElement | null>, number, number] {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(initial)
  const [height, setHeight] = useState(initialHeight)
  useEffect(() => {
    const element = ref.current
    if (element === null) return
    const measure = (): void => {
      const next = Math.floor(element.clientWidth)
      if (next > 0) setWidth(next)
      setHeight(Math.floor(element.clientHeight))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, width, height]
}
