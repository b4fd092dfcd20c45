import { useState } from 'react'
import { anything, call, listOf } from '../../../console/api.ts'
import { FormDialog } from '../../../console/FormDialog.tsx'
import { useAction, useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { emptyArt } from '../../../console/Rosette.tsx'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { Check, SelectField, TextField } from '../../../design/Form.tsx'
import { count, day, plural } from '../../../design/format.ts'
import { Panel, Tag } from '../../../design/Panel.tsx'
import { State } from '../../../design/States.tsx'
import { priceSchema, type PriceRow } from '../contract.ts'

const MICRO = 1_000_000
const usd = (micro: number): string => {
  const [whole = '0', part = ''] = (micro / MICRO).toFixed(6).split('.')
  return `${count(Number(whole))}.${part.replace(/0+$/, '').padEnd(2, '0')}`
}

/** What models cost, so that limits of cost can be held; earlier rows stay, a call was billed by the price of its time. */
export function Prices({ providers }: { providers: readonly string[] }) {
  const prices = useApi('/prices?limit=200', listOf(priceSchema))
  const may = useWhyNot('route.write')
  const [setting, setSetting] = useState<Partial<PriceRow> | null>(null)
  const [all, setAll] = useState(false)
  const old = (prices.data?.items ?? []).filter((p) => !p.current).length
  const set = (
    <Button small icon="plus" why={may} onClick={() => setSetting({})}>
      Set a price
    </Button>
  )
  return (
    <Panel
      flush
      title="Prices"
      sub="US dollars for a million tokens; without a price, a call under a cost limit is refused"
      aside={set}
      {...(old === 0
        ? {}
        : {
            foot: (
              <Check label={`Show ${plural(old, 'earlier price')} too`} checked={all} onChange={setAll} />
            ),
          })}
    >
      <Load query={prices} what="prices">
        {(list) =>
          list.items.length === 0 ? (
            <State art={emptyArt('9a1ce5')} title="No prices" actions={set}>
              A version may carry its own price, approved with it; this table is for the others. Each price
              names its source and the day on which it was read there.
            </State>
          ) : (
            <SimpleTable
              caption="Prices"
              columns={[
                { head: 'Model' },
                { head: 'Input', num: true },
                { head: 'Cached input', num: true, hide: 'mob0' },
                { head: 'Output', num: true },
                { head: 'Source', hide: 'mob0' },
                { head: 'Read on', hide: 'mob0' },
                { head: 'Set by', hide: 'opt' },
                { head: <span className="sr">Actions</span>, num: true },
              ]}
              rows={list.items
                .filter((p) => all || p.current)
                .map((p) => ({
                  key: p.id,
                  cells: [
                    <span key="m">
                      <b className="mono">{p.modelId}</b>
                      <span className="t3 sm two-line">
                        {p.upstream} {p.current ? null : <Tag>earlier</Tag>}
                      </span>
                    </span>,
                    usd(p.input),
                    usd(p.cachedInput),
                    usd(p.output),
                    <Source key="s" text={p.source} />,
                    day(p.asOf),
                    p.createdBy,
                    p.current ? (
                      <Button key="a" small why={may} onClick={() => setSetting(p)}>
                        Change<span className="sr"> the price of {p.modelId}</span>
                      </Button>
                    ) : null,
                  ],
                }))}
            />
          )
        }
      </Load>
      {setting === null ? null : (
        <SetPrice from={setting} providers={providers} onClose={() => setSetting(null)} />
      )}
    </Panel>
  )
}

/** Only an https address becomes a link: the text is a person's. */
const Source = ({ text }: { text: string }) =>
  /^https:\/\/\S+$/.test(text) ? (
    <a className="sm" href={text} target="_blank" rel="noreferrer noopener">
      {text.replace('https://', '')}
    </a>
  ) : (
    <span className="sm">{text}</span>
  )

function SetPrice({
  from,
  providers,
  onClose,
}: {
  from: Partial<PriceRow>
  providers: readonly string[]
  onClose: () => void
}) {
  const text = (n: number | undefined): string => (n === undefined ? '' : String(n / MICRO))
  const [upstream, setUpstream] = useState(from.upstream ?? '')
  const [modelId, setModelId] = useState(from.modelId ?? '')
  const [input, setInput] = useState(text(from.input))
  const [cached, setCached] = useState(text(from.cachedInput))
  const [output, setOutput] = useState(text(from.output))
  const [source, setSource] = useState(from.source ?? '')
  const [asOf, setAsOf] = useState(new Date().toISOString().slice(0, 10))
  const wrong = [input, cached === '' ? '0' : cached, output].some(
    (t) => t.trim() === '' || !(Number(t) >= 0),
  )
  const save = useAction(
    () =>
      call('POST', '/prices', anything, {
        upstream,
        modelId: modelId.trim(),
        input: Math.round(Number(input) * MICRO),
        ...(cached.trim() === '' ? {} : { cachedInput: Math.round(Number(cached) * MICRO) }),
        output: Math.round(Number(output) * MICRO),
        source: source.trim(),
        asOf,
      }),
    {
      refresh: ['/prices'],
      say: () => `${modelId.trim()} costs this from the next call on.`,
      after: onClose,
    },
  )
  return (
    <FormDialog
      title="Set a price"
      action="Set the price"
      act={save}
      why={
        upstream === '' || modelId.trim() === ''
          ? 'Choose the provider and name the model'
          : wrong
            ? 'Prices are numbers of zero or more'
            : source.trim().length < 3
              ? 'Say where the price stands'
              : asOf === ''
                ? 'Say when it was read'
                : null
      }
      onClose={onClose}
      onRun={() => save.run(undefined)}
    >
      <div className="two">
        <SelectField
          label="Provider"
          value={upstream}
          onChange={setUpstream}
          options={[{ value: '', label: 'Choose' }, ...providers.map((p) => ({ value: p, label: p }))]}
        />
        <TextField
          label="Model"
          code
          value={modelId}
          onChange={setModelId}
          hint="As the provider names it."
        />
        <TextField
          label="Input, USD a million tokens"
          value={input}
          onChange={setInput}
          inputMode="numeric"
        />
        <TextField
          label="Output, USD a million tokens"
          value={output}
          onChange={setOutput}
          inputMode="numeric"
        />
        <TextField
          label="Cached input, USD a million tokens"
          value={cached}
          onChange={setCached}
          inputMode="numeric"
          hint="Empty: as input."
        />
        <TextField label="Read on" type="date" value={asOf} onChange={setAsOf} />
      </div>
      <TextField
        label="Source"
        value={source}
        onChange={setSource}
        placeholder="https://provider.example.com/pricing"
        hint="The page or contract where it stands."
      />
    </FormDialog>
  )
}
