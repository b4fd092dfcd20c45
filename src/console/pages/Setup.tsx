import { useState, type ReactNode } from 'react'
import { z } from 'zod'
import { Button, ButtonLink, Segmented } from '../../design/Button.tsx'
import { CopyButton } from '../../design/CopyButton.tsx'
import { SimpleTable } from '../../design/DataTable.tsx'
import { clock, count, moment, span } from '../../design/format.ts'
import { Icon } from '../../design/Icon.tsx'
import { Panel } from '../../design/Panel.tsx'
import { Note } from '../../design/States.tsx'
import { Status, Verdict } from '../../design/Status.tsx'
import { useNow } from '../../design/useNow.ts'
import { callSchema } from '../../features/gateway/contract.ts'
import { Words } from '../../design/Words.tsx'
import { setupSchema, type Setup as SetupState } from '../../features/operations/contract.ts'
import { routeSchema } from '../../features/policies/contract.ts'
import { keySchema } from '../../identity/contract.ts'
import { call, listOf } from '../api.ts'
import { Head } from '../Head.tsx'
import { errorText, useAction, useApi } from '../hooks.ts'
import { Load } from '../Load.tsx'
import { Rosette } from '../Rosette.tsx'
import { newKeySchema, trialCallSchema } from '../schemas.ts'
import { useSession, useWhyNot } from '../session.tsx'

/** Five steps, each read from the data. The page flips by itself on the real first request. */
export function Setup() {
  const [last, setLast] = useState<number | null>(null)
  const setup = useApi('/setup', setupSchema, { everyMs: 2_000 })
  if (setup.dataUpdatedAt !== 0 && setup.dataUpdatedAt !== last) setLast(setup.dataUpdatedAt)
  return (
    <Load query={setup} what="set-up" lines={8}>
      {(data) => <SetupView setup={data} lookedAt={last ?? 0} />}
    </Load>
  )
}

function SetupView({ setup, lookedAt }: { setup: SetupState; lookedAt: number }) {
  const session = useSession()
  const done = setup.steps.filter((s) => s.done).length
  const now = setup.steps.find((s) => !s.done)
  const [secret, setSecret] = useState<string | null>(null)
  const sample = session.orgs.find((o) => o.kind === 'sample')
  return (
    <>
      {session.org?.kind === 'own' ? (
        <div className="mb4">
          <Note
            kind="ink"
            icon="systems"
            mid
            action={
              <ButtonLink small href="/settings/sample">
                {sample === undefined ? 'Load the sample company' : 'Open the sample company'}
              </ButtonLink>
            }
          >
            You are in <b>your own workspace</b>. The sample company is another one, with traffic and attacks
            of its own. It never mixes with your data.
          </Note>
        </div>
      ) : null}
      <Head
        title="Set up"
        tab="Set up"
        meta={
          <span className="t3">
            {done} of {setup.steps.length} done. Each step reads the data; visiting a page does not tick it.
          </span>
        }
        actions={
          <ButtonLink look="quiet" href="/">
            {now === undefined ? 'Go to Home' : 'Skip, go to Home'}
          </ButtonLink>
        }
      />
      <div className="grid">
        <div className="s4">
          <section className="panel clip" aria-label="Steps">
            <ol className="bare setup-steps">
              {setup.steps.map((s, i) => (
                <li key={s.id} {...(s === now ? { 'aria-current': 'step' as const } : {})}>
                  <span className={`step-dot ${s.done ? 'done' : s === now ? 'now' : ''}`}>
                    {s.done ? (
                      <>
                        <Icon name="check" size={14} weight={2} />
                        <span className="sr">done</span>
                      </>
                    ) : (
                      i + 1
                    )}
                  </span>
                  <div>
                    <div className={`lg ${s.done || s === now ? 'b' : 't2 m'}`}>{s.title}</div>
                    <div className="t3 sm">
                      <Words text={s.detail} />
                      {s.at === null ? '' : ` ${moment(s.at)}`}
                    </div>
                  </div>
                </li>
              ))}
            </ol>
          </section>
          <p className="t3 sm mt3">
            Or from a terminal: <span className="mono">sealwright status</span> shows the same five steps.
          </p>
        </div>
        <div className="s8 stack">
          {now === undefined ? null : <NextStep id={now.id} title={now.title} />}
          <FirstRequest setup={setup} lookedAt={lookedAt} secret={secret} onSecret={setSecret} />
          <TestCalls setup={setup} />
          <Then setup={setup} />
        </div>
      </div>
    </>
  )
}

const nextLinks: Readonly<
  Record<SetupState['steps'][number]['id'], { readonly href: string; readonly text: string } | null>
> = {
  claim: null,
  system: { href: '/systems', text: 'Open AI systems' },
  first_call: null,
  guard_caught: null,
  enforced_verified: { href: '/compliance/controls', text: 'Open controls' },
}
/** The step that is open, when it is done on another page. */
function NextStep({ id, title }: { id: SetupState['steps'][number]['id']; title: string }) {
  const link = nextLinks[id]
  if (link === null) return null
  return (
    <Note
      kind="ink"
      icon="flag"
      mid
      action={
        <ButtonLink small href={link.href}>
          {link.text}
        </ButtonLink>
      }
    >
      <b>Next: {title}.</b>{' '}
      {id === 'system'
        ? 'A record is complete with owner, purpose, risk answers and data classes; what is missing stands on its page.'
        : 'Collect again and test, then open a refused request and press Verify.'}
    </Note>
  )
}

const clients = ['curl', 'python', 'typescript'] as const
function sample(client: (typeof clients)[number], base: string, model: string, key: string): string {
  const ask = 'Where is my claim?'
  if (client === 'python')
    return `from openai import OpenAI\n\nclient = OpenAI(base_url="${base}", api_key="${key}")\nanswer = client.chat.completions.create(\n    model="${model}",\n    messages=[{"role": "user", "content": "${ask}"}],\n)\nprint(answer.choices[0].message.content)`
  if (client === 'typescript')
    return `import OpenAI from 'openai'\n\nconst client = new OpenAI({ baseURL: '${base}', apiKey: '${key}' })\nconst answer = await client.chat.completions.create({\n  model: '${model}',\n  messages: [{ role: 'user', content: '${ask}' }],\n})\nconsole.log(answer.choices[0].message.content)`
  return `curl ${base}/chat/completions \\\n  -H "Authorization: Bearer ${key}" \\\n  -H "Content-Type: application/json" \\\n  -d '{"model":"${model}","messages":[{"role":"user","content":"${ask}"}]}'`
}

function FirstRequest({
  setup,
  lookedAt,
  secret,
  onSecret,
}: {
  setup: SetupState
  lookedAt: number
  secret: string | null
  onSecret: (s: string) => void
}) {
  const [client, setClient] = useState<(typeof clients)[number]>('curl')
  const now = useNow(1_000)
  const may = useWhyNot('key.create')
  const keys = useApi('/keys', listOf(keySchema))
  const routes = useApi('/routes', listOf(routeSchema))
  const route = routes.data?.items.find((r) => r.name === setup.route) ?? routes.data?.items[0]
  const active = keys.data?.items.find((k) => k.state === 'active')
  const make = useAction(
    () =>
      call('POST', '/keys', newKeySchema, {
        system: route?.system ?? active?.system ?? '',
        environment: route?.environment,
        name: 'first-request',
        expiresInDays: 30,
      }),
    { refresh: ['/keys', '/setup'], after: (v) => onSecret(v.key) },
  )
  const key = secret ?? (setup.keyPrefix === null ? 'YOUR_KEY' : `${setup.keyPrefix}…`)
  const model = setup.route ?? 'chat'
  const text = sample(client, setup.gatewayUrl, model, key)
  const arrived = setup.calls > 0
  return (
    <Panel title={arrived ? 'Requests arrive' : 'Send the first request'}>
      <p className="t2 lg mb3">Point any OpenAI client at the gateway. Nothing else in your code changes.</p>
      <div className="row wrap mb3">
        <Segmented
          label="Client"
          value={client}
          onChange={setClient}
          options={[
            { value: 'curl', label: 'curl' },
            { value: 'python', label: 'OpenAI, Python' },
            { value: 'typescript', label: 'OpenAI, TypeScript' },
          ]}
        />
        <span className="right">
          <ButtonLink small href="/gateway/routes">
            Use a provider
          </ButtonLink>
        </span>
      </div>
      <p className="sm t2 mb3">
        Route <span className="mono">{model}</span> answers from the <b>built-in sandbox model</b>: no
        provider key, no cost, and each answer says that it is the sandbox.
      </p>
      <div className="codebox">
        <pre className="code" tabIndex={0} aria-label="Example request">
          {text}
        </pre>
        <CopyButton text={text}>{secret === null ? 'Copy' : 'Copy with the key'}</CopyButton>
      </div>
      {secret === null ? (
        <div className="row wrap mt3">
          <Button
            small
            icon="key"
            busy={make.busy}
            why={may ?? (route === undefined && active === undefined ? 'Make a route first' : null)}
            onClick={() => make.run(undefined)}
          >
            Make a key for this
          </Button>
          <span className="t3 sm">
            {setup.keyPrefix === null
              ? 'No key yet.'
              : 'The key printed at the first start works too; only its hash is kept here.'}
          </span>
          {make.error === null ? null : (
            <span className="bad" role="alert">
              {errorText(make.error)}
            </span>
          )}
        </div>
      ) : (
        <p className="t3 sm mt2">This key is shown until you leave the page; only its hash is kept.</p>
      )}
      <div className="waiting">
        <Rosette hash={'2b1f7a'.repeat(12)} size={128} quiet={!arrived} opacity={arrived ? 0.85 : 0.38} />
        <div role="status">
          <h3>{arrived ? `${count(setup.calls)} recorded` : 'Waiting for the first request'}</h3>
          <p className="t2 mt1 mb2">
            {arrived ? (
              <>
                The last came{' '}
                {setup.lastCallAt === null ? '' : `${span(now - Date.parse(setup.lastCallAt))} ago`}.{' '}
                <a href="/gateway/requests">See it with its proof</a>.
              </>
            ) : (
              <>
                Last looked at {lookedAt === 0 ? '…' : clock(new Date(lookedAt).toISOString())} UTC. The seal
                is inked when the first record is in the ledger.
              </>
            )}
          </p>
          <div className="row wrap g4">
            <Status kind="pass" word={`Gateway at ${setup.gatewayUrl.replace(/^https?:\/\//, '')}`} />
            {setup.keyPrefix === null ? (
              <Status kind="gap" word="No key yet" />
            ) : (
              <Status kind="pass" word={`Key ${setup.keyPrefix}… is active`} />
            )}
            <Status
              kind={arrived ? 'pass' : 'na'}
              word={`${count(setup.calls)} ${setup.calls === 1 ? 'request' : 'requests'}`}
            />
          </div>
          {arrived ? null : (
            <p className="t3 sm mt2">
              Sent it and nothing came? <span className="mono">sealwright doctor</span> checks port, key and
              proxy settings and prints what it finds.
            </p>
          )}
        </div>
      </div>
    </Panel>
  )
}

function TestCalls({ setup }: { setup: SetupState }) {
  const may = useWhyNot('policy.write')
  const [route, setRoute] = useState('')
  const routes = useApi('/routes', listOf(routeSchema))
  const trial = routes.data?.items.filter((r) => r.trial) ?? []
  const send = useAction(
    (r: string) =>
      call(
        'POST',
        '/trial/calls',
        z.union([
          z.array(trialCallSchema),
          z.looseObject({ items: z.array(trialCallSchema) }).transform((v) => v.items),
          z.looseObject({ calls: z.array(trialCallSchema) }).transform((v) => v.calls),
        ]),
        r === '' ? {} : { route: r },
      ),
    { refresh: ['/setup', '/calls', '/controls', '/readiness'], after: setResult },
  )
  const [result, setResultState] = useState<readonly z.infer<typeof trialCallSchema>[] | null>(null)
  function setResult(v: readonly z.infer<typeof trialCallSchema>[]): void {
    setResultState(v)
  }
  const refused = result?.filter((r) => r.httpStatus === 403).length ?? 0
  return (
    <Panel title="5 test calls" sub="4 attacks and 1 harmless, through the real gateway">
      <p className="t2 mb3">
        On a route that enforces, attacks are refused or masked, each with its policy and evidence id; the
        harmless one passes. On one that observes, all pass and you see what would have been done.
      </p>
      <div className="row wrap">
        <label className="sr" htmlFor="trial-route">
          Route
        </label>
        <select
          id="trial-route"
          className="inp tiny"
          value={route}
          onChange={(e) => setRoute(e.target.value)}
        >
          <option value="">{setup.route === null ? 'the trial route' : `route ${setup.route}`}</option>
          {trial
            .filter((r) => r.name !== setup.route)
            .map((r) => (
              <option key={r.id} value={r.name}>
                route {r.name}
              </option>
            ))}
        </select>
        <Button busy={send.busy} why={may} onClick={() => send.run(route)}>
          Send 5 test calls
        </Button>
      </div>
      {send.error === null ? null : (
        <p className="bad mt2" role="alert">
          {errorText(send.error)}
        </p>
      )}
      {result === null ? null : (
        <div className="mt3" role="status">
          <p className="mb2">
            <b>
              {refused} refused, {result.length - refused} answered.
            </b>
          </p>
          <SimpleTable
            dense
            caption="Test calls"
            columns={[{ head: 'Call' }, { head: 'Kind' }, { head: 'Answer' }, { head: 'Evidence' }]}
            rows={result.map((r) => ({
              key: r.evidence,
              cells: [
                r.name,
                r.attack ? 'attack' : 'harmless',
                <CallVerdict key="v" id={r.evidence} status={r.httpStatus} code={r.code} />,
                <a key="e" className="mono sm" href={`/gateway/requests/${r.evidence}`}>
                  {r.evidence.slice(0, 8)}…
                </a>,
              ],
            }))}
          />
        </div>
      )}
    </Panel>
  )
}
/** The recorded verdict, read from the log as soon as it is there; until then what the caller was answered. */
function CallVerdict({ id, status, code }: { id: string; status: number; code: string }) {
  const log = useApi('/calls?limit=30', listOf(callSchema), { everyMs: 2_000 })
  const found = log.data?.items.find((c) => c.id === id)
  return (
    <span className="row g1 wrap">
      {found === undefined ? <span>HTTP {status}</span> : <Verdict kind={found.verdict} />}
      <span className="mono sm">{code}</span>
    </span>
  )
}
function Then({ setup }: { setup: SetupState }): ReactNode {
  const last = setup.steps.find((s) => s.id === 'enforced_verified')
  return (
    <div className="grid">
      <div className="s6">
        <Panel title="Enforce, and verify">
          <p className="t2 mb3">
            Turn an observing policy to enforce after a dry run on your own requests; then open a refused
            request and press Verify.
          </p>
          <div className="row wrap">
            <ButtonLink href="/gateway/policies">Open policies</ButtonLink>
            <ButtonLink look="quiet" href="/gateway/requests?q=verdict:blocked">
              Refused requests
            </ButtonLink>
            {last?.done ? <Status kind="pass" word="Done" /> : null}
          </div>
        </Panel>
      </div>
      <div className="s6">
        <Panel title="Take the evidence">
          <p className="t2 mb3">Export a package and verify it on another machine, without this server.</p>
          <ButtonLink href="/compliance/audits">Open audits</ButtonLink>
        </Panel>
      </div>
    </div>
  )
}
