import { useState } from 'react'
import { call } from '../../../console/api.ts'
import { errorText, useAction } from '../../../console/hooks.ts'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { Dialog } from '../../../design/Dialog.tsx'
import { Check, ErrorSummary, SelectField, TextField } from '../../../design/Form.tsx'
import { count, moment, plural } from '../../../design/format.ts'
import { sealedSearchSchema, type SealedMatch, type SealedSearchInput } from '../search/schemas.ts'
import { hrefOfCall } from './columns.tsx'

const HOUR_MS = 3_600_000
const spans = [
  { value: '1', label: 'last hour' },
  { value: '24', label: 'last 24 hours' },
  { value: '168', label: 'last 7 days' },
  { value: '720', label: 'last 30 days' },
] as const
const purposeMin = 3
const textMin = 2

type Found = {
  readonly input: SealedSearchInput
  readonly entry: string
  readonly opened: number
  readonly matched: number
  readonly skipped: number
  readonly unreadable: number
  readonly next: string | null
  readonly items: readonly SealedMatch[]
}

/** Looks into sealed texts for a stated purpose; the search is in the ledger before anything is opened. */
export function SealedSearchDialog({ q, onClose }: { q: string; onClose: () => void }) {
  const mayOpen = useWhyNot('call.open')
  const [purpose, setPurpose] = useState('')
  const [texts, setTexts] = useState('')
  const [hours, setHours] = useState<(typeof spans)[number]['value']>('24')
  const [all, setAll] = useState(false)
  const [original, setOriginal] = useState(false)
  const [found, setFound] = useState<Found | null>(null)
  const wanted = texts
    .split('\n')
    .map((t) => t.trim())
    .filter((t) => t !== '')
  const search = useAction(
    (input: SealedSearchInput) => call('POST', '/calls/search', sealedSearchSchema, input),
    {
      after: (v, input) => {
        const before = input.cursor === null ? null : found
        setFound({
          input,
          entry: v.entry,
          opened: v.opened + (before?.opened ?? 0),
          matched: v.matched + (before?.matched ?? 0),
          skipped: v.skipped + (before?.skipped ?? 0),
          unreadable: v.unreadable + (before?.unreadable ?? 0),
          next: v.complete ? null : v.next,
          items: [...(before?.items ?? []), ...v.items],
        })
      },
    },
  )
  const begin = (): void => {
    const now = Date.now()
    search.run({
      purpose: purpose.trim(),
      q,
      from: new Date(now - Number(hours) * HOUR_MS).toISOString(),
      to: new Date(now).toISOString(),
      texts: wanted,
      match: all ? 'all' : 'any',
      exactCase: false,
      findings: [],
      original,
      openMax: 500,
      matchesMax: 50,
      cursor: null,
    })
  }
  return (
    <Dialog
      wide
      title="Search sealed texts"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            look="primary"
            busy={search.busy}
            why={
              purpose.trim().length < purposeMin
                ? 'Say for what purpose'
                : wanted.length === 0 || wanted.length > 10 || wanted.some((t) => t.length < textMin)
                  ? 'One to ten texts, each of two characters or more'
                  : null
            }
            onClick={begin}
          >
            Search
          </Button>
        </>
      }
    >
      <div className="form">
        {search.error === null ? null : <ErrorSummary title={errorText(search.error)} errors={[]} />}
        <TextField
          label="Purpose"
          value={purpose}
          onChange={setPurpose}
          hint="The search and its purpose go into the ledger before anything is opened."
          autoFocus
        />
        <TextField
          label="Texts to look for"
          multiline
          value={texts}
          onChange={setTexts}
          hint="One a line; case does not count."
        />
        <div className="two">
          <SelectField label="Within" value={hours} onChange={setHours} options={spans} />
          <div className="field">
            <Check label="All of the texts" hint="Off: any of them." checked={all} onChange={setAll} />
            {mayOpen === null ? (
              <Check
                label="In the original text"
                hint="Off: with personal details and secrets replaced."
                checked={original}
                onChange={setOriginal}
              />
            ) : (
              <span className="hint">The redacted text is searched. {mayOpen}</span>
            )}
          </div>
        </div>
        {q === '' ? null : (
          <p className="t2 sm">
            Only requests of the filter: <span className="mono">{q}</span>
          </p>
        )}
        {found === null ? null : (
          <Results
            found={found}
            busy={search.busy}
            onMore={(next) => search.run({ ...found.input, cursor: next })}
          />
        )}
      </div>
    </Dialog>
  )
}

function Results({ found, busy, onMore }: { found: Found; busy: boolean; onMore: (next: string) => void }) {
  const { next } = found
  return (
    <section aria-label="Result">
      <p role="status">
        <b>{plural(found.matched, 'request')}</b> of {count(found.opened)} opened.{' '}
        <span className="t3">
          {found.skipped === 0 ? '' : `${count(found.skipped)} not looked into. `}
          {found.unreadable === 0 ? '' : `${count(found.unreadable)} could not be read. `}
          <a href={`/settings/ledger/${found.entry}`}>Ledger entry</a>
        </span>
      </p>
      {found.items.map((m) => (
        <div key={m.callId} className="mt2">
          <p>
            <a href={hrefOfCall(m.callId)}>{moment(m.at, 's')}</a>{' '}
            <span className="t3">
              {m.system}, {m.verdict}, {plural(m.hits, 'hit')}
            </span>
          </p>
          {m.places.map((p, i) => (
            <p key={i} className="sm t2">
              {p.role}: {p.text.slice(0, p.start)}
              <mark>{p.text.slice(p.start, p.end)}</mark>
              {p.text.slice(p.end)}
            </p>
          ))}
        </div>
      ))}
      {next === null ? null : (
        <p className="mt2">
          <Button small busy={busy} onClick={() => onMore(next)}>
            Go on searching
          </Button>{' '}
          <span className="t3 sm">The window is not looked through yet.</span>
        </p>
      )}
    </section>
  )
}
