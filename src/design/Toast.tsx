import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react'
import { IconButton } from './Button.tsx'
import { Glyph } from './Status.tsx'

type Item = {
  readonly id: number
  readonly kind: 'pass' | 'fail'
  readonly text: ReactNode
  readonly action?: { readonly label: string; readonly run: () => void }
}
type Say = (kind: Item['kind'], text: ReactNode, action?: Item['action']) => void
const Context = createContext<Say>(() => undefined)
/** Tells what was done, for 10 s (errors stay until closed). Evidence is never only in a toast. */
export const useToast = (): Say => useContext(Context)

export function Toasts({ children }: { children: ReactNode }) {
  const [items, setItems] = useState<readonly Item[]>([])
  const next = useRef(1)
  const drop = useCallback((id: number) => setItems((list) => list.filter((i) => i.id !== id)), [])
  const say = useCallback<Say>(
    (kind, text, action) => {
      const id = next.current++
      setItems((list) => [...list.slice(-3), { id, kind, text, ...(action === undefined ? {} : { action }) }])
      if (kind === 'pass') setTimeout(() => drop(id), 10_000)
    },
    [drop],
  )
  const value = useMemo(() => say, [say])
  return (
    <Context.Provider value={value}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {items.map((item) => (
          <div className="toast" key={item.id}>
            <Glyph kind={item.kind} size={16} />
            <div className="grow">{item.text}</div>
            {item.action === undefined ? null : (
              <button
                type="button"
                className="linkish"
                onClick={() => {
                  item.action?.run()
                  drop(item.id)
                }}
              >
                {item.action.label}
              </button>
            )}
            <IconButton icon="x" label="Close" size={13} onClick={() => drop(item.id)} />
          </div>
        ))}
      </div>
    </Context.Provider>
  )
}
