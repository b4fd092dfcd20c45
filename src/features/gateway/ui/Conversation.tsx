import { useEffect, useState } from 'react'
import { call } from '../../../console/api.ts'
import { guardWords } from '../../../console/guard-words.ts'
import { errorText, useAction } from '../../../console/hooks.ts'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { Dialog } from '../../../design/Dialog.tsx'
import { TextField } from '../../../design/Form.tsx'
import { bytes, plural } from '../../../design/format.ts'
import { Icon } from '../../../design/Icon.tsx'
import { Marked, markClass } from '../../../design/Marked.tsx'
import { Panel } from '../../../design/Panel.tsx'
import { IconArt, Note, State } from '../../../design/States.tsx'
import { callDetailSchema, type CallDetail } from '../contract.ts'

type Part = CallDetail['conversation'][number]
const openForMs = 5 * 60_000
const roleName: Readonly<Record<string, string>> = {
  system: 'System',
  developer: 'Developer',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool result',
  tool_result: 'Tool result',
  tool_arguments: 'Tool arguments',
  tool_description: 'Tool description',
  document: 'Document',
}

/** Input and output with numbered findings. Originals are opened for a stated purpose, are recorded, and close by themselves. */
export function Conversation({
  detail,
  numbers,
}: {
  detail: CallDetail
  numbers: ReadonlyMap<string, number>
}) {
  const [opened, setOpened] = useState<CallDetail | null>(null)
  const [asking, setAsking] = useState(false)
  useEffect(() => {
    if (opened === null) return
    const timer = setTimeout(() => setOpened(null), openForMs)
    return () => clearTimeout(timer)
  }, [opened])
  const shown = opened ?? detail
  const { payload } = detail
  const guards = [
    ...new Set([...shown.conversation.flatMap((p) => p.spans), ...shown.outputSpans].map((s) => s.guard)),
  ].toSorted((a, b) => (numbers.get(a) ?? 99) - (numbers.get(b) ?? 99))
  return (
    <Panel
      title="Conversation"
      flush
      aside={
        payload.state === 'sealed' ? (
          <div className="seg" role="group" aria-label="Which text">
            <button type="button" aria-pressed={opened === null} onClick={() => setOpened(null)}>
              Redacted
            </button>
            <button
              type="button"
              aria-pressed={opened !== null}
              onClick={() => {
                if (opened === null) setAsking(true)
              }}
            >
              <Icon name="lock" size={12} />
              Original
            </button>
          </div>
        ) : undefined
      }
    >
      {opened === null ? null : (
        <div style={{ padding: '8px 16px' }}>
          <Note
            kind="ink"
            icon="lock"
            mid
            action={
              <Button small onClick={() => setOpened(null)}>
                Close the original
              </Button>
            }
          >
            <b>The original is open.</b> Your reading is recorded in the ledger. It closes by itself after 5
            min.
          </Note>
        </div>
      )}
      {payload.state === 'erased' ? (
        <State art={<IconArt name="x" />} title="Erased, commitment retained">
          The text was erased on request; no key opens it any more. The ledger still proves that this call
          happened and what was decided.
        </State>
      ) : null}
      {payload.state === 'metadata' ? (
        <State art={<IconArt name="doc" />} title="Metadata only">
          The policy of this route keeps no text. Verdicts, counts and times are recorded.
        </State>
      ) : null}
      {payload.state === 'sealed' && shown.conversation.length === 0 ? (
        <State art={<IconArt name="lock" />} title="No readable text">
          Request {bytes(payload.requestBytes)}, answer {bytes(payload.responseBytes)}, both sealed.{' '}
          {payload.mayOpen ? 'Open the original to read it.' : 'Your roles do not allow opening it.'}
        </State>
      ) : null}
      {guards.length > 0 ? (
        <div className="row wrap sm" style={{ padding: '8px 16px', gap: 14 }}>
          {guards.map((g) => (
            <mark key={g} className={markClass(g)}>
              {guardWords(g)}
              <sup aria-hidden="true">{numbers.get(g)}</sup>
            </mark>
          ))}
          <span className="t3">
            Numbers match the guardrail table.{' '}
            {opened === null ? 'Values found are masked here; the original is sealed.' : ''}
          </span>
        </div>
      ) : null}
      {turnsOf(shown.conversation).map((parts, i) => (
        <Turn key={i} parts={parts} numbers={numbers} />
      ))}
      <Output detail={shown} numbers={numbers} />
      {asking ? (
        <OpenDialog
          detail={detail}
          onClose={() => setAsking(false)}
          onOpened={(d) => {
            setAsking(false)
            setOpened(d)
          }}
        />
      ) : null}
    </Panel>
  )
}

function Turn({ parts, numbers }: { parts: readonly Part[]; numbers: ReadonlyMap<string, number> }) {
  const role = parts[0]?.role ?? ''
  const found = parts.reduce((n, p) => n + p.spans.length, 0)
  const quiet = role === 'tool_description' && found === 0
  const texts = parts.map((part, i) => (
    <div key={i}>
      <Marked text={part.text} spans={part.spans} numbers={numbers} />
    </div>
  ))
  return (
    <div className="turn">
      <div>
        <div className="b">{roleName[role] ?? role}</div>
        <div className="t3 sm">
          {found === 0 ? '' : `${found} found`}
          {/tool|document/.test(role) ? <div>untrusted source</div> : null}
        </div>
      </div>
      {quiet ? (
        <details>
          <summary className="t2">{plural(parts.length, 'text')} about the tools that were offered</summary>
          <div className="body mt1">{texts}</div>
        </details>
      ) : (
        <div className="body">{texts}</div>
      )}
    </div>
  )
}
/** Neighbours of one role are one turn: the texts of a tool's schema come word by word. */
function turnsOf(parts: readonly Part[]): readonly (readonly Part[])[] {
  const out: Part[][] = []
  for (const part of parts) {
    const last = out.at(-1)
    if (last?.[0]?.role === part.role && /^tool_(arguments|description)$/.test(part.role)) last.push(part)
    else out.push([part])
  }
  return out
}

function Output({ detail, numbers }: { detail: CallDetail; numbers: ReadonlyMap<string, number> }) {
  const none = detail.version === null || detail.version === ''
  const refusal = detail.verdict === 'blocked' || detail.verdict === 'refused'
  return (
    <div className="turn">
      <div>
        <div className="b">Output</div>
        <div className="t3 sm">
          sent to caller
          {detail.outputSpans.length === 0 ? null : <div>{detail.outputSpans.length} found</div>}
        </div>
      </div>
      <div>
        {detail.output === null || detail.output === '' ? (
          <pre className="code">{`HTTP ${detail.httpStatus}\nx-sealwright-evidence: ${detail.id}${detail.code === '' ? '' : `\n\n{ "error": { "code": "${detail.code}" } }`}`}</pre>
        ) : refusal ? (
          <pre className="code">{detail.output}</pre>
        ) : (
          <div className="body turn-text">
            <Marked text={detail.output} spans={detail.outputSpans} numbers={numbers} />
          </div>
        )}
        {detail.verdict === 'cut' ? (
          <p className="warn sm mt1">
            Cut after {bytes(detail.authorisedTo)}: the caller got that much and no more.
          </p>
        ) : null}
        <p className="t3 sm mt1">
          {none ? 'No model was called. ' : ''}
          {detail.tokensOut.toLocaleString('en-US')} output tokens, cost{' '}
          {(detail.costMicroUsd / 1_000_000).toFixed(4)} USD.
        </p>
      </div>
    </div>
  )
}

function OpenDialog({
  detail,
  onClose,
  onOpened,
}: {
  detail: CallDetail
  onClose: () => void
  onOpened: (d: CallDetail) => void
}) {
  const [purpose, setPurpose] = useState('')
  const open = useAction(
    (why: string) =>
      call('POST', `/calls/${encodeURIComponent(detail.id)}/open`, callDetailSchema, { purpose: why }),
    { after: onOpened, refresh: ['/entries'] },
  )
  const may = useWhyNot('call.open')
  const why = !detail.payload.mayOpen
    ? (may ?? 'You may not open this original. An administrator or an auditor with that right can.')
    : purpose.trim().length < 10
      ? 'State a purpose of at least 10 characters'
      : null
  return (
    <Dialog
      title="Open the original of this request"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep it closed</Button>
          <Button
            look="primary"
            icon="lock"
            busy={open.busy}
            why={why}
            onClick={() => open.run(purpose.trim())}
          >
            Open the original
          </Button>
        </>
      }
    >
      <p className="t2 mb3">
        It may hold personal data. Who opened it, when and why becomes an entry of the ledger that nobody can
        take back.
      </p>
      {detail.payload.mayOpen ? (
        <TextField
          label="Purpose"
          multiline
          value={purpose}
          onChange={setPurpose}
          hint="For example: complaint 4711, check of a wrong refusal."
          error={open.error === null ? null : errorText(open.error)}
        />
      ) : (
        <Note kind="na">{why}</Note>
      )}
    </Dialog>
  )
}
