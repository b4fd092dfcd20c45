import { useState, type ReactNode } from 'react'
import { Icon } from './Icon.tsx'

export function CopyButton({
  text,
  children = 'Copy',
  small = true,
}: {
  text: string
  children?: ReactNode
  small?: boolean
}) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle')
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('refused'),
    )
  }
  return (
    <button type="button" className={`btn${small ? ' s' : ''}`} onClick={copy}>
      <Icon name={state === 'copied' ? 'check' : 'copy'} size={14} />
      <span role="status">
        {state === 'copied' ? 'Copied' : state === 'refused' ? 'Select and copy by hand' : children}
      </span>
    </button>
  )
}
