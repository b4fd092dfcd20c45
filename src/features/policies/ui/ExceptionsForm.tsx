import { Button } from '../../../design/Button.tsx'
import { SelectField, TextField } from '../../../design/Form.tsx'
import type { Exception, PolicySpec } from '../contract.ts'
import { ListField } from './ListField.tsx'

const sides = [
  { value: 'input', label: 'Input' },
  { value: 'output', label: 'Output' },
] as const
const some = (list: string[]): string[] | undefined => (list.length === 0 ? undefined : list)

/** Findings that are recorded and not acted on, until a day. Somebody owns each and says why; a new one waits for another person. */
export function ExceptionsForm({ spec, onChange }: { spec: PolicySpec; onChange: (s: PolicySpec) => void }) {
  const list = spec.exceptions ?? []
  const put = (next: readonly Exception[]): void => {
    const { exceptions: _gone, ...bare } = spec
    onChange(next.length === 0 ? bare : { ...bare, exceptions: [...next] })
  }
  const set = (i: number, patch: Partial<Exception>): void =>
    put(list.map((e, k) => (k === i ? { ...e, ...patch } : e)))
  const [first] = [...spec.input, ...spec.output]
  return (
    <div>
      <h3 className="sm b mb2">
        Exceptions <span className="t3 light">recorded, not acted on, until their end</span>
      </h3>
      {list.map((e, i) => {
        const guards = [...new Set(spec[e.side].map((r) => r.guard)), e.guard]
        return (
          <div key={i} className="col g2 mb3" role="group" aria-label={`Exception ${e.id}`}>
            <div className="two">
              <TextField label="Id" value={e.id} onChange={(id) => set(i, { id })} />
              <TextField
                label="Owner"
                value={e.owner}
                onChange={(owner) => set(i, { owner })}
                error={e.owner.trim() === '' ? 'who answers for it' : null}
              />
            </div>
            <div className="two">
              <SelectField
                label="Side"
                value={e.side}
                options={sides}
                onChange={(side) => set(i, { side })}
              />
              <SelectField
                label="Guard"
                value={e.guard}
                options={[...new Set(guards)].map((g) => ({ value: g, label: g }))}
                onChange={(guard) => set(i, { guard })}
              />
            </div>
            <div className="two">
              <ListField
                label="Finding types"
                hint="Comma between them. Empty: all."
                value={e.types ?? []}
                onChange={(t) => set(i, { types: some(t) })}
              />
              <ListField
                label="Only these texts"
                hint="Comma between them. Empty: any. Never a secret."
                value={e.texts ?? []}
                onChange={(t) => set(i, { texts: some(t) })}
              />
            </div>
            <TextField
              label="Reason"
              value={e.reason}
              onChange={(reason) => set(i, { reason })}
              error={e.reason.trim().length < 10 ? 'say in a sentence why' : null}
            />
            <div className="row">
              <TextField
                label="Ends, UTC"
                type="date"
                value={e.expires.slice(0, 10)}
                onChange={(day) => {
                  if (/^\d{4}-\d{2}-\d{2}$/.test(day)) set(i, { expires: `${day}T00:00:00Z` })
                }}
              />
              <span className="right">
                <Button small look="quiet" onClick={() => put(list.filter((_, k) => k !== i))}>
                  Remove exception {e.id}
                </Button>
              </span>
            </div>
          </div>
        )
      })}
      <Button
        small
        look="quiet"
        icon="plus"
        why={first === undefined ? 'Add a rule first: an exception is from a rule' : null}
        onClick={() =>
          put([
            ...list,
            {
              id: `exception-${list.length + 1}`,
              side: spec.input.length > 0 ? 'input' : 'output',
              guard: first?.guard ?? 'pii',
              owner: '',
              reason: '',
              expires: inThirtyDays(),
            },
          ])
        }
      >
        Exception
      </Button>
    </div>
  )
}

const inThirtyDays = (): string =>
  `${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`
