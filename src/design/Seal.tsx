import { useState } from 'react'
import { grouped } from './format.ts'
import { Icon } from './Icon.tsx'

/** The rosette of a hash, given as SVG path data (lib/rosette draws it). Always beside the hash, never instead of it. */
export function SealPrint({
  path,
  size,
  label,
  quiet = false,
  opacity = 0.8,
}: {
  path: string
  size: number
  label: string
  quiet?: boolean
  opacity?: number
}) {
  return (
    <svg
      className="seal"
      viewBox={`0 0 ${size} ${size}`}
      width={size}
      height={size}
      fill="none"
      stroke={quiet ? 'var(--text-3)' : 'var(--ink)'}
      strokeWidth=".6"
      opacity={opacity}
      role="img"
      aria-label={label}
    >
      <path d={path} />
    </svg>
  )
}

/** A digest in the voice of machines; short form keeps both ends. */
export function Hash({ hex, short = false, copy = false }: { hex: string; short?: boolean; copy?: boolean }) {
  const [copied, setCopied] = useState(false)
  const onCopy = (): void => {
    void navigator.clipboard.writeText(hex).then(() => setCopied(true))
  }
  return (
    <span className="hash" title={hex}>
      {short ? `${hex.slice(0, 8)}…${hex.slice(-8)}` : grouped(hex)}
      {copy ? (
        <button
          type="button"
          className="iconbtn"
          aria-label={copied ? 'Copied' : 'Copy all digits'}
          onClick={onCopy}
        >
          <Icon name={copied ? 'check' : 'copy'} size={13} />
        </button>
      ) : null}
    </span>
  )
}
