import { useEffect, useRef, useState } from 'react'
import { typing } from '../design/DataTable.tsx'
import { Dialog } from '../design/Dialog.tsx'
import { useGo } from './hooks.ts'
import { goKeys } from './nav.ts'

/** `g` + letter goes, `/` reaches the filter, `?` lists the keys. No key decides anything. */
export function useKeys(on: { palette: () => void; help: () => void; pin: () => void }): void {
  const go = useGo()
  const armed = useRef(0)
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        on.palette()
        return
      }
      if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target)) return
      if (armed.current > event.timeStamp - 1500) {
        armed.current = -Infinity
        const target = goKeys[event.key]
        if (target !== undefined) {
          event.preventDefault()
          go(target.href)
        }
        return
      }
      if (event.key === 'g') armed.current = event.timeStamp
      else if (event.key === '/') {
        const box = document.querySelector('[data-query-box]')
        event.preventDefault()
        if (box instanceof HTMLInputElement) box.focus()
        else on.palette()
      } else if (event.key === '?') on.help()
      else if (event.key === '[') on.pin()
    }
    armed.current = -Infinity
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [go, on])
}

const fixed = [
  ['j k', 'Move in a list'],
  ['Enter', 'Open the row'],
  ['/', 'Filter this list'],
  ['⌘K', 'Search or run a command'],
  ['[', 'Pin the rail open (medium width)'],
  ['Esc', 'Close, and give focus back'],
  ['?', 'This list'],
] as const
export function KeysHelp({ onClose }: { onClose: () => void }) {
  const [names] = useState(() => Object.entries(goKeys))
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div className="two">
        <div className="keys-list">
          {fixed.map(([k, what]) => (
            <KeyRow key={k} keys={k.split(' ')} what={what} />
          ))}
        </div>
        <div className="keys-list">
          {names.map(([k, target]) => (
            <KeyRow key={k} keys={['g', k]} what={target.name} />
          ))}
        </div>
      </div>
      <p className="t3 sm mt4">No key approves, deletes or enforces anything.</p>
    </Dialog>
  )
}
function KeyRow({ keys, what }: { keys: readonly string[]; what: string }) {
  return (
    <>
      <span className="row g1">
        {keys.map((k) => (
          <kbd key={k}>{k}</kbd>
        ))}
      </span>
      <span>{what}</span>
    </>
  )
}
