import { useState } from 'react'
import { call } from '../../../console/api.ts'
import { errorText, useAction } from '../../../console/hooks.ts'
import { activationSchema } from '../../../console/schemas.ts'
import { Button } from '../../../design/Button.tsx'
import { Dialog } from '../../../design/Dialog.tsx'
import { Check, ErrorSummary, SelectField, TextField } from '../../../design/Form.tsx'
import type { Route, RouteOptions } from '../contract.ts'
import { draftOf, optionsOf, type OptionsDraft, type OptionText } from './route-options-form.ts'

const id = (field: string): string => `ro-${field.replaceAll('.', '-')}`

/** How a route bears a failing provider, and what it may remember; what is empty or off costs nothing a call. */
export function RouteOptionsDialog({
  route,
  mayRoute,
  onClose,
}: {
  route: Route
  mayRoute: string | null
  onClose: () => void
}) {
  const [draft, setDraft] = useState(() => draftOf(route.options, route.targets.length))
  const [comment, setComment] = useState('')
  const result = optionsOf(draft)
  const errors = 'errors' in result ? result.errors : []
  const save = useAction(
    (options: RouteOptions) =>
      call('PATCH', `/routes/${route.id}`, activationSchema, { options, comment: comment.trim() }),
    {
      refresh: ['/routes'],
      say: () => `Route ${route.name} obeys its new options from the next request on.`,
      after: onClose,
    },
  )
  return (
    <Dialog
      wide
      title={`Options of ${route.name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={save.busy}
            why={mayRoute ?? (errors.length > 0 ? 'Correct what is marked' : null)}
            onClick={() => {
              if ('options' in result) save.run(result.options)
            }}
          >
            Save the options
          </Button>
        </>
      }
    >
      <div className="form">
        {save.error === null ? null : <ErrorSummary title={errorText(save.error)} errors={[]} />}
        {errors.length === 0 ? null : (
          <ErrorSummary
            title="Not yet right"
            errors={errors.map((e) => ({ field: id(e.field), message: `${e.field}: ${e.message}` }))}
          />
        )}
        <Fields draft={draft} route={route} errors={errors} onChange={setDraft} />
        <TextField
          label="Comment"
          value={comment}
          onChange={setComment}
          hint="Optional; goes into the ledger with the change."
        />
      </div>
    </Dialog>
  )
}

type FieldsProps = {
  draft: OptionsDraft
  route: Route
  errors: readonly { readonly field: string; readonly message: string }[]
  onChange: (draft: OptionsDraft) => void
}
function Fields({ draft, route, errors, onChange }: FieldsProps) {
  const errorOf = (field: string): string | null => errors.find((e) => e.field === field)?.message ?? null
  const text = (field: OptionText, label: string, hint?: string) => (
    <TextField
      id={id(field)}
      label={label}
      inputMode="numeric"
      value={draft.texts[field]}
      onChange={(v) => onChange({ ...draft, texts: { ...draft.texts, [field]: v } })}
      error={errorOf(field)}
      {...(hint === undefined ? {} : { hint })}
    />
  )
  return (
    <>
      <div className="two">
        {text('deadlines.tryMs', 'Deadline of one try, ms', 'Empty: none of its own.')}
        {text('deadlines.totalMs', 'Deadline of the call, ms', 'All tries and waits, to the last byte.')}
      </div>
      <Check
        label="Retry a failed try"
        hint="On the same version, with growing waits."
        checked={draft.retries}
        onChange={(retries) => onChange({ ...draft, retries })}
      />
      {draft.retries ? (
        <div className="two">
          {text('retries.max', 'Retries on one version')}
          {text('retries.budgetPercent', 'Retries per hundred calls', 'The budget of the whole route.')}
          {text('retries.retryAfterMsMax', 'Longest retry-after waited for, ms')}
        </div>
      ) : null}
      <Check
        label="Circuit breaker"
        hint="A provider that keeps failing is passed over for a while."
        checked={draft.breaker}
        onChange={(breaker) => onChange({ ...draft, breaker })}
      />
      {draft.breaker ? (
        <div className="two">
          {text('breaker.consecutiveFailures', 'Failures in a row that trip it')}
          {text('breaker.errorPercent', 'Or this share of errors, %')}
          {text('breaker.callsMin', 'Of at least so many calls')}
          {text('breaker.windowMs', 'Within, ms')}
          {text('breaker.openMs', 'Stays tripped, ms')}
          {text('breaker.probes', 'Good probes that reset it')}
        </div>
      ) : null}
      <Check
        label="Share calls by weight"
        hint="Off: the first version answers, the others when it fails."
        checked={draft.balance}
        onChange={(balance) => onChange({ ...draft, balance })}
      />
      {draft.balance ? (
        <div className="two">
          {route.targets.map((label, i) => (
            <TextField
              key={label}
              id={id(`balance.weights.${i}`)}
              label={
                <>
                  Weight of <span className="mono">{label}</span>
                </>
              }
              inputMode="numeric"
              value={draft.weights[i] ?? ''}
              onChange={(v) => onChange({ ...draft, weights: draft.weights.with(i, v) })}
              error={errorOf(`balance.weights.${i}`) ?? (i === 0 ? errorOf('balance.weights') : null)}
            />
          ))}
          <SelectField
            label="Stays on one version"
            value={draft.sticky}
            onChange={(sticky) => onChange({ ...draft, sticky })}
            options={[
              { value: 'none', label: 'nothing' },
              { value: 'key', label: 'all calls of a key' },
              { value: 'user', label: 'all calls of an end user' },
            ]}
          />
        </div>
      ) : null}
      <TextField
        id={id('safeAnswer.text')}
        label="Safe answer"
        multiline
        value={draft.texts['safeAnswer.text']}
        onChange={(v) => onChange({ ...draft, texts: { ...draft.texts, 'safeAnswer.text': v } })}
        error={errorOf('safeAnswer.text')}
        hint="Given, and marked as such, when no version answered. Empty: an error."
      />
      {text('cache.ttlS', 'Remember answers for, seconds', 'Empty: every call is sent.')}
      {draft.texts['cache.ttlS'].trim() === '' ? null : (
        <Check
          label="At any temperature"
          hint="Off: only requests with temperature 0."
          checked={draft.anyTemperature}
          onChange={(anyTemperature) => onChange({ ...draft, anyTemperature })}
        />
      )}
    </>
  )
}
