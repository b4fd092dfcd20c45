import { useState } from 'react'
import { anything, call, listOf } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { errorText, useAction, useApi, useGo } from '../../../console/hooks.ts'
import { useSession, useWhyNot } from '../../../console/session.tsx'
import { Button, ButtonLink } from '../../../design/Button.tsx'
import { Check, ErrorSummary, SelectField, TextField } from '../../../design/Form.tsx'
import { Panel } from '../../../design/Panel.tsx'
import { environments, userSchema } from '../../../identity/contract.ts'
import { systemInputSchema, systemKinds } from '../contract.ts'
import { kindWords, noAnswers, riskQuestions } from './words.ts'

/** Registers a system; the same schema as the API checks it before it is sent, and errors stand under their fields. */
export function NewSystem() {
  const go = useGo()
  const session = useSession()
  const may = useWhyNot('system.write')
  const people = useApi(session.may.includes('user.read') ? '/users' : null, listOf(userSchema))
  const [name, setName] = useState('')
  const [title, setTitle] = useState('')
  const [kind, setKind] = useState<(typeof systemKinds)[number]>('production_model')
  const [environment, setEnvironment] = useState<(typeof environments)[number]>('development')
  const [owner, setOwner] = useState(session.user?.email ?? '')
  const [purpose, setPurpose] = useState('')
  const [data, setData] = useState('')
  const [vendor, setVendor] = useState('')
  const [risk, setRisk] = useState(noAnswers)
  const [tried, setTried] = useState(false)
  const input = {
    name,
    kind,
    environment,
    risk,
    ...(title.trim() === '' ? {} : { title: title.trim() }),
    ...(owner.trim() === '' ? {} : { owner: owner.trim() }),
    ...(purpose.trim() === '' ? {} : { purpose: purpose.trim() }),
    dataClasses: data
      .split(',')
      .map((d) => d.trim())
      .filter(Boolean),
    ...(vendor.trim() === '' ? {} : { vendor: vendor.trim() }),
  }
  const checked = systemInputSchema.safeParse(input)
  const errors =
    checked.success || !tried
      ? []
      : checked.error.issues.map((i) => ({
          field: i.path.join('.'),
          message:
            i.path[0] === 'name' && name === '' ? 'Give it a name.' : `${String(i.path[0])}: ${i.message}`,
        }))
  const under = (field: string): string | null =>
    errors.find((e) => e.field === field)?.message ??
    (save.error?.problem.where === field ? errorText(save.error) : null)
  const save = useAction(() => call('POST', '/systems', anything, input), {
    refresh: ['/systems', '/setup', '/controls', '/readiness'],
    say: () => `${name} is registered; the entry is in the ledger.`,
    after: () => go(`/systems/${name}`),
  })
  return (
    <>
      <Head
        title="Register a system"
        tab="Register a system"
        crumbs={[{ href: '/systems', text: 'AI systems' }, { text: 'Register' }]}
      />
      <form
        className="grid"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          setTried(true)
          if (checked.success) save.run(undefined)
        }}
      >
        <div className="s7 stack">
          {errors.length > 0 ? (
            <ErrorSummary title="Not registered yet." errors={errors} />
          ) : save.error === null ? null : (
            <ErrorSummary title={errorText(save.error)} errors={[]} />
          )}
          <Panel title="What it is">
            <div className="form">
              <div className="two">
                <TextField
                  id="name"
                  label="Name"
                  code
                  value={name}
                  onChange={setName}
                  error={under('name')}
                  hint="Stable, for commands and keys: support-assistant"
                  required
                />
                <TextField
                  id="title"
                  label="Title"
                  value={title}
                  onChange={setTitle}
                  error={under('title')}
                  hint="As people call it. Optional."
                />
              </div>
              <div className="two">
                <SelectField
                  id="kind"
                  label="Kind"
                  value={kind}
                  onChange={setKind}
                  options={systemKinds.map((k) => ({ value: k, label: kindWords[k] }))}
                />
                <SelectField
                  id="environment"
                  label="Environment"
                  value={environment}
                  onChange={setEnvironment}
                  options={environments.map((e) => ({ value: e, label: e }))}
                />
              </div>
              <TextField
                id="purpose"
                label="Purpose"
                multiline
                value={purpose}
                onChange={setPurpose}
                error={under('purpose')}
                hint="One or two sentences: what it does, for whom."
              />
              <div className="two">
                <TextField
                  id="owner"
                  label="Owner"
                  type="email"
                  value={owner}
                  onChange={setOwner}
                  error={under('owner')}
                  hint="Answers for it, and accepts that."
                  {...(people.data === undefined ? {} : { list: people.data.items.map((u) => u.email) })}
                />
                <TextField
                  id="dataClasses"
                  label="Data classes"
                  value={data}
                  onChange={setData}
                  error={under('dataClasses')}
                  hint="Comma-separated: customer-pii, claims"
                />
              </div>
              {kind === 'third_party' ? (
                <TextField
                  id="vendor"
                  label="Vendor"
                  value={vendor}
                  onChange={setVendor}
                  error={under('vendor')}
                />
              ) : null}
            </div>
          </Panel>
        </div>
        <div className="s5 stack">
          <Panel title="Risk" sub="five answers; the class follows from them">
            <fieldset className="bare-set col g3">
              <legend className="sr">Risk questions</legend>
              {riskQuestions.map(([key, text]) => (
                <Check
                  key={key}
                  label={text}
                  checked={risk[key]}
                  onChange={(on) => setRisk({ ...risk, [key]: on })}
                />
              ))}
            </fieldset>
            <p className="t3 sm mt3">
              The answers are kept with the class, so that an auditor can repeat the decision. What is missing
              now can be filled in later; controls say so until then.
            </p>
          </Panel>
          <div className="row end">
            <ButtonLink href="/systems">Cancel</ButtonLink>
            <Button type="submit" look="primary" busy={save.busy} why={may}>
              Register {name || 'the system'}
            </Button>
          </div>
        </div>
      </form>
    </>
  )
}
