import { useState } from 'react'
import { apiBase, call, listOf } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { errorText, sentence, useAction, useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { emptyArt, hexOf, Rosette } from '../../../console/Rosette.tsx'
import { useWhyNot } from '../../../console/session.tsx'
import { Button, ButtonLink } from '../../../design/Button.tsx'
import { CopyButton } from '../../../design/CopyButton.tsx'
import { Check, Choices, ErrorSummary, TextField } from '../../../design/Form.tsx'
import { bytes, count, day, moment } from '../../../design/format.ts'
import { Kv, Panel, Tag } from '../../../design/Panel.tsx'
import { Hash } from '../../../design/Seal.tsx'
import { Progress, State } from '../../../design/States.tsx'
import { Status } from '../../../design/Status.tsx'
import { exportSchema, type AuditExport } from '../contract.ts'

/** Management's evidence packages: make one, watch it, take it, verify it without us. */
export function Audits() {
  const [running, setRunning] = useState(false)
  const exports = useApi('/audit/exports', listOf(exportSchema), { everyMs: running ? 1_500 : 15_000 })
  const any = exports.data?.items.some((e) => e.state === 'running') ?? false
  if (any !== running) setRunning(any)
  return (
    <>
      <Head
        title="Audits"
        tab="Audits"
        crumbs={[{ href: '/compliance/controls', text: 'Compliance' }, { text: 'Audits' }]}
      />
      <div className="grid">
        <div className="s7 stack">
          <Panel flush title="Evidence packages" sub="management's evidence, never an auditor's report">
            <Load query={exports} what="packages">
              {(list) =>
                list.items.length === 0 ? (
                  <State art={emptyArt('ac4a6e')} title="No package yet">
                    A package holds the controls' results, their populations, the log with its proofs, and a
                    verifier that needs neither this server nor our word.
                  </State>
                ) : (
                  <div className="pad col g4">
                    {list.items.map((e) => (
                      <Package key={e.id} item={e} />
                    ))}
                  </div>
                )
              }
            </Load>
          </Panel>
        </div>
        <div className="s5 stack">
          <NewExport />
          <HowToVerify />
        </div>
      </div>
    </>
  )
}

function Package({ item: e }: { item: AuditExport }) {
  const root = e.root === null ? null : /^[0-9a-f]{64}$/.test(e.root) ? e.root : hexOf(e.root)
  return (
    <article className="item">
      <div className="row wrap">
        <b>
          {e.mode === 'full' ? 'Full' : 'Sample'} package, {day(e.from)} to {day(e.to)}
        </b>
        {e.selfDrawn && e.mode === 'sample' ? <Tag tone="warn">self-drawn sample</Tag> : null}
        <span className="right">
          {e.state === 'ready' ? (
            <Status kind="pass" word="Ready" />
          ) : e.state === 'failed' ? (
            <Status kind="fail" word="Failed" />
          ) : (
            <span className="t2">Running</span>
          )}
        </span>
      </div>
      <div className="t3 sm mb2">
        asked {moment(e.requestedAt)} by {e.requestedBy}
      </div>
      {e.state === 'running' ? (
        <>
          <Progress label="Making the package" />
          <p className="t3 sm mt1">
            Freezing populations, collecting entries and proofs. You may leave this page.
          </p>
        </>
      ) : null}
      {e.state === 'failed' ? (
        <p className="bad">
          {sentence(e.error ?? 'the export stopped')} Nothing else is affected; ask for it again.
        </p>
      ) : null}
      {e.state === 'ready' ? (
        <div className="row top g3">
          {root === null ? null : <Rosette hash={root} size={64} />}
          <div className="grow">
            <Kv
              rows={[
                ['Size', e.bytes === null ? 'not known' : bytes(e.bytes)],
                ['Log', e.checkpointSize === null ? 'not known' : `${count(e.checkpointSize)} entries`],
                ...(root === null ? [] : [['Root', <Hash key="r" hex={root} short copy />] as const]),
                ...(e.sha256 === null
                  ? []
                  : [['SHA-256', <Hash key="s" hex={e.sha256} short copy />] as const]),
              ]}
            />
          </div>
          <ButtonLink download href={`${apiBase}/audit/exports/${e.id}/file`} icon="dl">
            Download
          </ButtonLink>
        </div>
      ) : null}
    </article>
  )
}

const dayMs = 86_400_000
const inputDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
function NewExport() {
  const may = useWhyNot('audit.export')
  const [mode, setMode] = useState<'full' | 'sample'>('full')
  const [from, setFrom] = useState(() => inputDay(Date.now() - 90 * dayMs))
  const [to, setTo] = useState(() => inputDay(Date.now() + dayMs))
  const [size, setSize] = useState('25')
  const [seed, setSeed] = useState('')
  const [trial, setTrial] = useState(true)
  const badSeed = seed !== '' && !/^[0-9a-f]{64}$/.test(seed) ? '64 hex digits, or empty.' : null
  const make = useAction(
    () =>
      call('POST', '/audit/exports', exportSchema, {
        mode,
        from: `${from}T00:00:00.000Z`,
        to: `${to}T00:00:00.000Z`,
        includeTrial: trial,
        ...(mode === 'sample' ? { sampleSize: Number(size), ...(seed === '' ? {} : { seed }) } : {}),
      }),
    { refresh: ['/audit'], say: () => 'The package is being made.' },
  )
  return (
    <Panel title="New package">
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          make.run(undefined)
        }}
      >
        {make.error === null ? null : <ErrorSummary title={errorText(make.error)} errors={[]} />}
        <Choices
          legend="Mode"
          value={mode}
          onChange={setMode}
          options={[
            { value: 'full', label: 'Full', hint: 'All envelopes: the auditor recounts every population.' },
            {
              value: 'sample',
              label: 'Sample',
              hint: 'A drawn sample with proofs: population counts rest on this system.',
            },
          ]}
        />
        <div className="two">
          <TextField label="From" type="date" value={from} onChange={setFrom} />
          <TextField
            label="To, not included"
            type="date"
            value={to}
            onChange={setTo}
            error={to <= from ? 'After the first day.' : null}
          />
        </div>
        {mode === 'sample' ? (
          <div className="two">
            <TextField
              label="Items per population"
              inputMode="numeric"
              value={size}
              onChange={setSize}
              hint="1 to 500"
            />
            <TextField
              label="Auditor's seed"
              code
              value={seed}
              onChange={setSeed}
              error={badSeed}
              hint="Empty: marked self-drawn."
            />
          </div>
        ) : null}
        <Check
          label="Include trial traffic"
          hint="marked as trial in every list"
          checked={trial}
          onChange={setTrial}
        />
        <div className="acts">
          <Button
            type="submit"
            look="primary"
            busy={make.busy}
            why={may ?? (to <= from || badSeed !== null ? 'Correct the fields above' : null)}
          >
            Export the package
          </Button>
        </div>
      </form>
    </Panel>
  )
}
function HowToVerify() {
  const own = 'unzip -d package FILE.zip && cd package && node verify.mjs ../FILE.zip'
  return (
    <Panel title="How to verify" sub="on another machine, offline">
      <ol className="col g3 plain-ol">
        <li>
          With our program:
          <div className="row mt1">
            <code className="code grow">sealwright verify FILE.zip</code>
            <CopyButton text="sealwright verify FILE.zip" />
          </div>
        </li>
        <li>
          With the one file inside the package, without this server:
          <div className="row mt1">
            <code className="code grow">{own}</code>
            <CopyButton text={own} />
          </div>
        </li>
        <li>
          In a browser, offline: open <span className="mono">verify.html</span> from the package and drop the
          file on it.
        </li>
        <li>
          Without any code of ours: the package's page “verify without our code” uses openssl and sha256sum.
        </li>
      </ol>
      <p className="t3 sm mt3">
        Exit 0 verified, 1 tampered, 2 usage, 3 incomplete. It proves that no recorded entry was changed or
        removed, and shows gaps; it does not prove that everything was sent to Sealwright.
      </p>
    </Panel>
  )
}
