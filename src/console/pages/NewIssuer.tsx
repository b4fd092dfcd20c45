import { useState } from 'react'
import { environments } from '../../identity/contract.ts'
import { Check, SelectField, TextField } from '../../design/Form.tsx'
import { systemSchema } from '../../features/inventory/contract.ts'
import { anything, call, listOf } from '../api.ts'
import { FormDialog } from '../FormDialog.tsx'
import { useAction, useApi } from '../hooks.ts'
import { keysInput, KeySourceFields, type KeySource } from './IssuerKeys.tsx'
import { LimitFields, limitsOf, type LimitTexts } from '../LimitFields.tsx'

const words = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean)

/** Trusting an issuer opens a door: who, for which systems, by which claims, and how much all its callers may use together. */
export function NewIssuer({ onClose }: { onClose: () => void }) {
  const systems = useApi('/systems?limit=100', listOf(systemSchema))
  const [name, setName] = useState('')
  const [issuer, setIssuer] = useState('')
  const [audiences, setAudiences] = useState('')
  const [source, setSource] = useState<KeySource>({ from: 'url', url: '', jwks: '' })
  const [picked, setPicked] = useState<readonly string[]>([])
  const [environment, setEnvironment] = useState<(typeof environments)[number]>('production')
  const [userClaim, setUserClaim] = useState('sub')
  const [systemClaim, setSystemClaim] = useState('')
  const [teamClaim, setTeamClaim] = useState('')
  const [teams, setTeams] = useState('')
  const [texts, setTexts] = useState<LimitTexts>({})
  const { limits, wrong } = limitsOf(texts)
  const keys = keysInput(source)
  const make = useAction(
    (given: object) =>
      call('POST', '/issuers', anything, {
        name,
        issuer: issuer.trim(),
        audiences: words(audiences),
        ...given,
        systems: picked,
        environment,
        userClaim: userClaim.trim() || 'sub',
        systemClaim: systemClaim.trim() || null,
        teamClaim: teamClaim.trim() || null,
        teams: teamClaim.trim() === '' ? null : words(teams),
        ...(Object.keys(limits).length === 0 ? {} : { limits }),
      }),
    {
      refresh: ['/issuers'],
      say: () => `${name} is trusted: its tokens open the gateway now.`,
      after: onClose,
    },
  )
  const why =
    name === '' || issuer.trim() === ''
      ? 'Fill in name and issuer'
      : words(audiences).length === 0
        ? 'Name at least one audience'
        : 'why' in keys
          ? keys.why
          : picked.length === 0
            ? 'Choose at least one AI system'
            : picked.length > 1 && systemClaim.trim() === ''
              ? 'With several systems the token must say which: name its claim'
              : teamClaim.trim() !== '' && words(teams).length === 0
                ? 'Name the teams that may call'
                : wrong.length > 0
                  ? 'A limit is a number above zero, or empty'
                  : null
  return (
    <FormDialog
      wide
      title="Trust an issuer"
      action="Trust the issuer"
      act={make}
      why={why}
      onClose={onClose}
      onRun={() => {
        if ('keys' in keys) make.run(keys.keys)
      }}
    >
      <div className="two">
        <TextField
          label="Name"
          code
          value={name}
          onChange={setName}
          hint="As lists show it: lower-case letters, digits and dashes."
          autoFocus
        />
        <TextField
          label="Audiences"
          code
          value={audiences}
          onChange={setAudiences}
          hint="What the token’s aud must hold one of; separate with spaces."
        />
      </div>
      <TextField
        label="Issuer"
        code
        value={issuer}
        onChange={setIssuer}
        placeholder="https://login.example.com"
        hint="Exactly as the tokens’ iss."
      />
      <KeySourceFields source={source} onChange={setSource} />
      <fieldset className="field">
        <legend className="mb2">AI systems that its callers may call</legend>
        {(systems.data?.items ?? [])
          .filter((s) => s.state === 'active')
          .map((s) => (
            <Check
              key={s.name}
              label={s.title || s.name}
              checked={picked.includes(s.name)}
              onChange={(on) => setPicked(on ? [...picked, s.name] : picked.filter((p) => p !== s.name))}
            />
          ))}
      </fieldset>
      <div className="two">
        <SelectField
          label="Environment"
          value={environment}
          onChange={setEnvironment}
          options={environments.map((e) => ({ value: e, label: e }))}
        />
        <TextField
          label="Claim of the end user"
          code
          value={userClaim}
          onChange={setUserClaim}
          hint="Recorded as verified."
        />
        <TextField
          label="Claim of the AI system"
          code
          value={systemClaim}
          onChange={setSystemClaim}
          hint="Needed where there are several."
        />
        <TextField
          label="Claim of the team"
          code
          value={teamClaim}
          onChange={setTeamClaim}
          hint="Empty: every token of the issuer."
        />
      </div>
      {teamClaim.trim() === '' ? null : (
        <TextField
          label="Teams that may call"
          code
          value={teams}
          onChange={setTeams}
          hint="Separate with spaces."
        />
      )}
      <LimitFields
        legend="Limits of all its callers together; empty: none"
        texts={texts}
        wrong={wrong}
        onChange={setTexts}
      />
    </FormDialog>
  )
}
