import { useState } from 'react'
import { Choices, TextField } from '../../design/Form.tsx'
import { anything, call } from '../api.ts'
import { FormDialog } from '../FormDialog.tsx'
import { useAction } from '../hooks.ts'
import type { CallerIssuer } from '../../identity/issuer-contract.ts'

/** Where an issuer's public keys come from: its address, or given here. */
export type KeySource = { readonly from: 'url' | 'given'; readonly url: string; readonly jwks: string }

/** As the API takes it, or what is missing. */
export function keysInput(
  source: KeySource,
): { readonly keys: { jwksUrl: string } | { jwks: unknown } } | { readonly why: string } {
  if (source.from === 'url')
    return source.url.trim() === ''
      ? { why: 'Give the address of its keys' }
      : { keys: { jwksUrl: source.url.trim() } }
  if (source.jwks.trim() === '') return { why: 'Paste its public keys' }
  try {
    return { keys: { jwks: JSON.parse(source.jwks) } }
  } catch {
    return { why: 'The keys are not JSON' }
  }
}

export function KeySourceFields({
  source,
  onChange,
}: {
  source: KeySource
  onChange: (s: KeySource) => void
}) {
  return (
    <>
      <Choices
        legend="Its public keys"
        value={source.from}
        onChange={(from) => onChange({ ...source, from })}
        options={[
          { value: 'url', label: 'are read from its address, and again when they change' },
          { value: 'given', label: 'are given here (JWKS, RFC 7517)' },
        ]}
      />
      {source.from === 'url' ? (
        <TextField
          label="Address of its keys"
          code
          value={source.url}
          onChange={(url) => onChange({ ...source, url })}
          placeholder="https://login.example.com/keys"
          hint="https; read once now, so that a typing error does not wait for the first caller."
        />
      ) : (
        <TextField
          label="JWKS"
          code
          multiline
          value={source.jwks}
          onChange={(jwks) => onChange({ ...source, jwks })}
          placeholder={'{ "keys": [ … ] }'}
          hint="Public keys only."
        />
      )}
    </>
  )
}

export function IssuerKeys({ issuer, onClose }: { issuer: CallerIssuer; onClose: () => void }) {
  const [source, setSource] = useState<KeySource>({
    from: issuer.jwksUrl === null ? 'given' : 'url',
    url: issuer.jwksUrl ?? '',
    jwks: '',
  })
  const input = keysInput(source)
  const save = useAction((keys: object) => call('PUT', `/issuers/${issuer.name}/keys`, anything, keys), {
    refresh: ['/issuers'],
    say: () => `Keys of ${issuer.name} are replaced.`,
    after: onClose,
  })
  return (
    <FormDialog
      title={`Keys of ${issuer.name}`}
      action="Replace the keys"
      act={save}
      why={'why' in input ? input.why : null}
      onClose={onClose}
      onRun={() => {
        if ('keys' in input) save.run(input.keys)
      }}
    >
      <KeySourceFields source={source} onChange={setSource} />
    </FormDialog>
  )
}
