import { DropdownMenu, Tooltip } from 'radix-ui'
import type { ReactNode } from 'react'

export type MenuItem =
  | { readonly kind: 'link'; readonly href: string; readonly label: ReactNode; readonly external?: boolean }
  | { readonly kind: 'do'; readonly label: ReactNode; readonly run: () => void }
  | { readonly kind: 'label'; readonly label: ReactNode }
  | { readonly kind: 'rule' }

/** A list of commands under a button. Not modal: a scroll lock would inject styles that our content policy refuses. */
export function Menu({
  trigger,
  items,
  align = 'start',
}: {
  trigger: ReactNode
  items: readonly MenuItem[]
  align?: 'start' | 'end'
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align={align} sideOffset={4} collisionPadding={8}>
          {items.map((item, i) => {
            switch (item.kind) {
              case 'link':
                return (
                  <DropdownMenu.Item key={i} asChild>
                    <a href={item.href} {...(item.external ? { target: '_blank', rel: 'noreferrer' } : {})}>
                      {item.label}
                    </a>
                  </DropdownMenu.Item>
                )
              case 'do':
                return (
                  <DropdownMenu.Item key={i} onSelect={item.run}>
                    {item.label}
                  </DropdownMenu.Item>
                )
              case 'label':
                return (
                  <DropdownMenu.Label key={i} className="lbl">
                    {item.label}
                  </DropdownMenu.Label>
                )
              case 'rule':
                return (
                  <DropdownMenu.Separator key={i} asChild>
                    <hr />
                  </DropdownMenu.Separator>
                )
            }
          })}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
export function Tip({
  text,
  children,
  side = 'right',
}: {
  text: ReactNode
  children: ReactNode
  side?: 'right' | 'bottom'
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tip" side={side} sideOffset={6}>
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
export const TipProvider = ({ children }: { children: ReactNode }): ReactNode => (
  <Tooltip.Provider delayDuration={300}>{children}</Tooltip.Provider>
)
