/**
 * Who may do what, in Cedar. Each policy has an id; every decision names the ids that decided it. A `forbid` beats every `permit`.
 * Least privilege: a role holds what its person does daily; people hold several roles. `why` is what a refused person reads.
 */
export type PolicySource = { readonly id: string; readonly cedar: string; readonly why?: string }

const permitRole = (role: string, ...actions: readonly string[]): PolicySource => ({
  id: `permit-${role.replace('_', '-')}`,
  cedar: `permit (principal, action in [${actions.map((a) => `Sealwright::Action::"${a}"`).join(', ')}], resource) when { principal.roles.contains("${role}") };`,
})

/** Read by every role. People's addresses, payloads, packages and settings are not in it. */
const everyone = [
  'system.read',
  'version.read',
  'policy.read',
  'call.read',
  'control.read',
  'approval.read',
  'ledger.read',
] as const

export const policySources: readonly PolicySource[] = [
  // The daily work of each role.
  permitRole('viewer', ...everyone),
  permitRole('auditor', 'read', 'call.open', 'audit.export', 'audit.seed'),
  permitRole(
    'engineer',
    ...everyone,
    'key.read',
    'user.read',
    'settings.read',
    'audit.read',
    'call.open',
    'system.write',
    'version.write',
    'version.deploy',
    'policy.write',
    'route.write',
    'kill.engage',
    'key.create',
    'key.revoke',
    'token.create',
    'control.test',
  ),
  permitRole(
    'approver',
    'read',
    'approval.decide',
    'version.approve',
    'policy.approve',
    'kill.engage',
    'kill.release',
  ),
  permitRole(
    'control_owner',
    'read',
    'call.open',
    'system.write',
    'control.test',
    'control.assign',
    'control.waive',
    'approval.decide',
    'audit.export',
    'ledger.erase',
    'kill.engage',
  ),
  permitRole(
    'admin',
    'read',
    'call.open',
    'user.manage',
    'token.create',
    'key.create',
    'key.revoke',
    'settings.write',
    'backup.run',
    'ledger.maintain',
    'demo.manage',
    'system.write',
    'route.write',
    'control.test',
    'control.assign',
    'audit.export',
    'kill.engage',
    'ledger.erase',
    'approval.decide',
  ),
  // The trial's administrator: reads, makes keys, runs controls, exports; until the installation is claimed, 24 hours at most.
  {
    id: 'permit-trial',
    cedar: `permit (principal is Sealwright::Token, action, resource) when { principal.trial && action in Sealwright::Action::"trial" };`,
  },
  // The installation's own jobs.
  {
    id: 'permit-jobs',
    cedar: `permit (principal is Sealwright::Job, action in [Sealwright::Action::"read", Sealwright::Action::"control.test", Sealwright::Action::"key.revoke", Sealwright::Action::"backup.run"], resource);`,
  },

  // Separation of duties.
  {
    id: 'forbid-own-work',
    cedar: `forbid (principal, action in Sealwright::Action::"second_person", resource) when { principal.people.containsAny(resource.authors) };`,
    why: 'you made or asked for this, so another person decides',
  },
  {
    id: 'forbid-own-roles',
    cedar: `forbid (principal, action == Sealwright::Action::"user.manage", resource) when { principal.people.containsAny(resource.authors) };`,
    why: 'nobody changes their own roles or account state: ask another admin',
  },
  {
    id: 'forbid-programs-approve',
    cedar: `forbid (principal, action in Sealwright::Action::"second_person", resource) unless { principal is Sealwright::User };`,
    why: 'an approval is a person’s: sign in instead of using a token',
  },
  // A stolen password alone undoes nothing.
  {
    id: 'forbid-without-second-factor',
    cedar: `forbid (principal is Sealwright::User, action in Sealwright::Action::"second_factor", resource) when { principal.mfaRequired && !principal.mfa };`,
    why: 'this needs a second factor: set one up under your profile, then sign in with it',
  },
  {
    id: 'forbid-deploy-without-second-factor',
    cedar: `forbid (principal is Sealwright::User, action == Sealwright::Action::"version.deploy", resource) when { principal.mfaRequired && !principal.mfa } unless { resource has environment && resource.environment == "trial" };`,
    why: 'deploying outside `trial` needs a second factor: set one up under your profile, then sign in with it',
  },
  // An auditor changes nothing, whatever other roles the account holds.
  {
    id: 'forbid-auditor-writes',
    cedar: `forbid (principal, action, resource) when { principal.roles.contains("auditor") } unless { action in Sealwright::Action::"auditor" };`,
    why: 'an auditor’s account is read-only',
  },
  // The trial token, a second time as refusals: a later permit cannot widen it by accident.
  {
    id: 'forbid-trial',
    cedar: `forbid (principal is Sealwright::Token, action, resource) when { principal.trial } unless { action in Sealwright::Action::"trial" };`,
    why: 'the trial token reads, makes trial keys, runs controls and exports: claim the installation with its set-up link to do more',
  },
  {
    id: 'forbid-trial-outside-trial',
    cedar: `forbid (principal is Sealwright::Token, action in [Sealwright::Action::"key.create", Sealwright::Action::"call.open"], resource) when { principal.trial && resource has environment && resource.environment != "trial" };`,
    why: 'the trial token reaches the `trial` environment only',
  },
  // Scopes.
  {
    id: 'forbid-other-system',
    cedar: `forbid (principal, action, resource) when { principal has systems && resource has system && !principal.systems.contains(resource.system) };`,
    why: 'your roles hold for other systems only',
  },
  {
    id: 'forbid-unnamed-system',
    cedar: `forbid (principal, action in Sealwright::Action::"of_a_system", resource) when { principal has systems && !(resource has system) };`,
    why: 'your roles hold for named systems only: name one, for example `?system=` or `q=system:`',
  },
  {
    id: 'forbid-other-environment',
    cedar: `forbid (principal, action, resource) when { principal has environments && resource has environment && !principal.environments.contains(resource.environment) };`,
    why: 'your roles hold for other environments only',
  },
  {
    id: 'forbid-unnamed-environment',
    cedar: `forbid (principal, action in [Sealwright::Action::"version.deploy", Sealwright::Action::"key.create"], resource) when { principal has environments && !(resource has environment) };`,
    why: 'your roles hold for named environments only: name one',
  },
  {
    id: 'forbid-scoped-administration',
    cedar: `forbid (principal, action in [Sealwright::Action::"user.manage", Sealwright::Action::"settings.write", Sealwright::Action::"backup.run", Sealwright::Action::"ledger.maintain", Sealwright::Action::"token.create"], resource) when { principal has systems || principal has environments };`,
    why: 'roles that hold for some systems or environments do not administer the whole organisation',
  },
]
