import { useId, type ButtonHTMLAttributes, type ReactNode } from 'react'
import { Icon, type IconName } from './Icon.tsx'

type Look = 'primary' | 'plain' | 'quiet' | 'danger'
const cls: Readonly<Record<Look, string>> = {
  primary: 'btn p',
  plain: 'btn',
  quiet: 'btn q',
  danger: 'btn d',
}

/** Verb and object. When it may not be pressed, `why` says so to everyone, and it stays reachable by keyboard. */
export function Button({
  look = 'plain',
  small = false,
  icon,
  why,
  busy = false,
  children,
  onClick,
  ...rest
}: {
  look?: Look
  small?: boolean
  icon?: IconName
  why?: string | null
  busy?: boolean
  children: ReactNode
} & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'className'>) {
  const id = useId()
  const refused = (why !== undefined && why !== null) || busy
  return (
    <>
      <button
        type="button"
        {...rest}
        className={`${cls[look]}${small ? ' s' : ''}${busy ? ' busy' : ''}`}
        {...(refused ? { 'aria-disabled': true } : { onClick })}
        {...(why ? { title: why, 'aria-describedby': id } : {})}
        {...(refused && rest.type === 'submit' ? { type: 'button' } : {})}
      >
        {icon === undefined ? null : <Icon name={icon} size={small ? 14 : 16} />}
        {children}
      </button>
      {why ? (
        <span id={id} className="sr">
          {why}
        </span>
      ) : null}
    </>
  )
}
export function ButtonLink({
  href,
  look = 'plain',
  small = false,
  icon,
  children,
  download,
}: {
  href: string
  look?: Look
  small?: boolean
  icon?: IconName
  children: ReactNode
  download?: boolean
}) {
  return (
    <a href={href} className={`${cls[look]}${small ? ' s' : ''}`} {...(download ? { download: '' } : {})}>
      {icon === undefined ? null : <Icon name={icon} size={small ? 14 : 16} />}
      {children}
    </a>
  )
}
export function IconButton({
  icon,
  label,
  onClick,
  pressed,
  size = 16,
}: {
  icon: IconName
  label: string
  onClick: () => void
  pressed?: boolean
  size?: number
}) {
  return (
    <button
      type="button"
      className="iconbtn"
      aria-label={label}
      title={label}
      onClick={onClick}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    >
      <Icon name={icon} size={size} />
    </button>
  )
}
export type SegmentOption<T extends string> = {
  readonly value: T
  readonly label: ReactNode
  readonly disabled?: boolean
  readonly className?: string
}
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: T
  options: readonly SegmentOption<T>[]
  onChange: (value: T) => void
}) {
  return (
    <div className="seg" role="group" aria-label={label}>
      {options.map((o) => (
        <button
          key={o.value}
          type="button"
          className={o.className}
          aria-pressed={o.value === value}
          disabled={o.disabled}
          onClick={() => onChange(o.value)}
        >
          {o.label}
        </button>
      ))}
    </div>
  )
}
