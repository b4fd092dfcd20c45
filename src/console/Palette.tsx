import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { Icon, type IconName } from '../design/Icon.tsx'
import { controlSchema } from '../features/controls/contract.ts'
import { systemSchema } from '../features/inventory/contract.ts'
import { policySchema } from '../features/policies/contract.ts'
import { listOf } from './api.ts'
import { useApi, useGo } from './hooks.ts'
import { areas } from './nav.ts'
import { useSession } from './session.tsx'

type Command = {
  readonly id: string
  readonly label: string
  readonly kind: string
  readonly icon: IconName
  readonly href: string
}

/** Pages, systems, policies, controls and commands by name; what this person may not do is not offered. */
export function Palette({ onClose, onTheme }: { onClose: () => void; onTheme: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const go = useGo()
  const session = useSession()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const systems = useApi('/systems?limit=100', listOf(systemSchema))
  const policies = useApi('/policies', listOf(policySchema))
  const controls = useApi('/controls', listOf(controlSchema))
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  const all = useMemo(
    (): readonly Command[] => [
      ...areas.flatMap((a) => [
        { id: a.href, label: a.name, kind: 'page', icon: a.icon, href: a.href },
        ...a.subs
          .filter((s) => s.href !== a.href)
          .map((s) => ({
            id: s.href,
            label: `${a.name}: ${s.name}`,
            kind: 'page',
            icon: a.icon,
            href: s.href,
          })),
      ]),
      { id: 'approvals', label: 'Approvals', kind: 'page', icon: 'inbox', href: '/approvals' },
      ...(session.may.includes('system.write')
        ? [
            {
              id: 'new-system',
              label: 'Register an AI system',
              kind: 'command',
              icon: 'plus' as const,
              href: '/systems/new',
            },
          ]
        : []),
      ...(session.may.includes('key.create')
        ? [
            {
              id: 'new-key',
              label: 'Create a key',
              kind: 'command',
              icon: 'key' as const,
              href: '/gateway/keys?new=1',
            },
          ]
        : []),
      ...(session.may.includes('audit.export')
        ? [
            {
              id: 'export',
              label: 'Export an evidence package',
              kind: 'command',
              icon: 'dl' as const,
              href: '/compliance/audits',
            },
          ]
        : []),
      { id: 'theme', label: 'Switch between light and dark', kind: 'command', icon: 'moon', href: '#theme' },
      ...(systems.data?.items ?? []).map((s) => ({
        id: `s:${s.name}`,
        label: s.title || s.name,
        kind: 'AI system',
        icon: 'systems' as const,
        href: `/systems/${s.name}`,
      })),
      ...(policies.data?.items ?? []).map((p) => ({
        id: `p:${p.name}`,
        label: p.name,
        kind: 'policy',
        icon: 'gateway' as const,
        href: `/gateway/policies/${p.name}`,
      })),
      ...(controls.data?.items ?? []).map((c) => ({
        id: `c:${c.id}`,
        label: `${c.id} ${c.title}`,
        kind: 'control',
        icon: 'compliance' as const,
        href: `/compliance/controls/${c.id}`,
      })),
    ],
    [session, systems.data, policies.data, controls.data],
  )
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = all
    .filter((c) => words.every((w) => `${c.label} ${c.kind}`.toLowerCase().includes(w)))
    .slice(0, 60)
  const direct: readonly Command[] = /^[0-9a-f]{8}-[0-9a-f-]{27,}$/i.test(text.trim())
    ? [
        {
          id: 'call',
          label: `Open request ${text.trim()}`,
          kind: 'request',
          icon: 'gateway',
          href: `/gateway/requests/${text.trim()}`,
        },
      ]
    : []
  const shown = [...direct, ...found]
  const current = shown[Math.min(at, shown.length - 1)]
  const open = (command: Command | undefined): void => {
    if (command === undefined) return
    onClose()
    if (command.href === '#theme') onTheme()
    else go(command.href)
  }
  return (
    <dialog
      ref={dialog}
      className="dialog palette"
      aria-label="Search or run a command"
      onCancel={(e) => {
        e.preventDefault()
        onClose()
      }}
      onClick={(e) => {
        if (e.target === e.currentTarget) onClose()
      }}
    >
      <div className="pin">
        <Icon name="search" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={current === undefined ? undefined : `${id}-${shown.indexOf(current)}`}
          aria-label="Search or run a command"
          placeholder="A page, system, policy, control, or a request id"
          value={text}
          autoFocus
          onChange={(e) => {
            setText(e.target.value)
            setAt(0)
          }}
          onKeyDown={(e) => {
            if (e.key === 'ArrowDown') {
              e.preventDefault()
              setAt(Math.min(shown.length - 1, at + 1))
            }
            if (e.key === 'ArrowUp') {
              e.preventDefault()
              setAt(Math.max(0, at - 1))
            }
            if (e.key === 'Enter') {
              e.preventDefault()
              open(current)
            }
          }}
        />
        <kbd>Esc</kbd>
      </div>
      <ul role="listbox" id={`${id}-list`} aria-label="Results">
        {shown.map((c, i) => (
          <li
            key={c.id}
            role="option"
            id={`${id}-${i}`}
            aria-selected={c === current}
            onClick={() => open(c)}
            onMouseMove={() => setAt(i)}
          >
            <Icon name={c.icon} />
            <span className="ell">{c.label}</span>
            <span className="t3 sm">{c.kind}</span>
          </li>
        ))}
      </ul>
      {shown.length === 0 ? (
        <p className="t3 mb3" style={{ padding: '0 16px' }}>
          Nothing is called {text}. A request is found by its whole evidence id.
        </p>
      ) : null}
    </dialog>
  )
}
