import type { ControlDefinition } from '../model.ts'

export const accessControls: readonly ControlDefinition[] = [
  {
    id: 'AIC-ENC-01',
    title: 'Models, datasets and logs encrypted at rest and on the wire; no public access',
    statement:
      'Stores of weights, datasets, prompts and backups use managed keys rotated on schedule and refuse public access; links to gateway and upstream use current TLS with certificate checks.',
    risk: 'A stolen disk, bucket or connection gives away models and prompts.',
    nature: 'automated',
    type: 'preventive',
    frequency: 'daily',
    criteria: [
      { id: 'CC6.1', why: 'encryption and key care' },
      { id: 'CC6.7', why: 'protected on the way' },
      { id: 'C1.1', why: 'confidential assets shielded' },
    ],
    population: 'All AI stores, keys and endpoints in every connected account and region, per day',
    attributes: [
      'encryption on with permitted key',
      'key rotated in time',
      'no public access',
      'TLS version and verification',
      'all accounts and regions covered',
    ],
    evidence:
      'connectors: cloud storage and keys; gateway: listener and upstream TLS; registry: envelope keys',
    remediation: 'encrypt the store, close public access, rotate the key',
  },
  {
    id: 'AIC-ACC-01',
    title: 'Strong sign-in for AI infrastructure',
    statement:
      'Every person with access to AI platforms, provider consoles, model repositories and Sealwright uses multi-factor sign-in; administrators use a phishing-resistant factor.',
    risk: 'A stolen password is enough to change what is enforced.',
    nature: 'automated',
    type: 'preventive',
    frequency: 'daily',
    criteria: [
      { id: 'CC6.1', why: 'authentication strength' },
      { id: 'CC6.6', why: 'stronger login from outside' },
    ],
    population: "All human accounts per system per day, reconciled to the account's own user count",
    attributes: [
      'factor enrolled and enforced by policy',
      'admins phishing-resistant',
      'break-glass accounts listed and monitored',
      'no unlisted local accounts',
    ],
    evidence: 'connectors: identity, cloud, source control, AI providers; identity: local users',
    remediation: 'have the named people enrol a second factor, or take the role from them',
  },
  {
    id: 'AIC-ACC-02',
    title: 'Leavers lose AI access in time',
    statement:
      'Accounts, keys, grants and agent ownership of people who leave or change role are removed within one working day.',
    risk: 'People who have left can still use models and data.',
    nature: 'it_dependent',
    type: 'preventive',
    frequency: 'per event',
    criteria: [
      { id: 'CC6.2', why: 'withdrawn when no longer justified' },
      { id: 'CC6.3', why: 'rights follow role' },
    ],
    population: 'Leavers and movers in the window from the HR system, never from the identity provider alone',
    attributes: [
      'each account disabled in time',
      'keys and sessions revoked',
      'no activity after leaving',
      'owned systems reassigned',
    ],
    evidence: 'connectors: HR roster, identity, AI providers; identity: keys',
    remediation: 'disable the accounts and keys now and check what they did since',
  },
  {
    id: 'AIC-ACC-03',
    title: 'AI keys are owned, scoped, short-lived',
    statement:
      'Gateway keys, provider keys and service tokens have an owner, least scope and expiry, are rotated on schedule and never stored in the clear.',
    risk: 'A leaked key works for ever and for everything.',
    nature: 'automated',
    type: 'preventive',
    frequency: 'daily',
    criteria: [
      { id: 'CC6.1', why: 'credential protection' },
      { id: 'CC6.2', why: 'issued to approved holders' },
      { id: 'CC6.3', why: 'minimal scope' },
    ],
    population: 'All keys that were valid on any day of the window, at gateway and at each provider',
    attributes: [
      'active owner',
      'expiry and age within limit',
      'scope not wider than system needs',
      'no secret finding open in code',
    ],
    evidence: 'identity: keys; connectors: provider keys, secret scanning',
    remediation: 'rotate the key with an expiry and the least scope',
  },
  {
    id: 'AIC-ACC-04',
    title: 'Access to AI assets reviewed each quarter',
    statement:
      'Owners review people, services and agents with access to models, data, pipelines, gateway, logs and Sealwright, using a complete list that marks unused and excessive rights; removals are done in ten days.',
    risk: 'Rights pile up until somebody misuses them.',
    nature: 'it_dependent',
    type: 'detective',
    frequency: 'quarterly',
    criteria: [
      { id: 'CC6.3', why: 'regular review of rights' },
      { id: 'CC6.2', why: 'unjustified access removed' },
      { id: 'CC4.1', why: 'periodic separate check' },
    ],
    population: 'Reviews due in the window and the entitlement lines in each',
    attributes: [
      'list complete against source',
      'reviewer independent of own access',
      'every line decided',
      'removals done in time, proven at source',
    ],
    evidence: 'connectors: entitlements; identity: roles; agents: granted and used rights',
    remediation: 'hold the review and remove what nobody justifies',
  },
  {
    id: 'AIC-ACC-05',
    title: 'AI environments are segmented',
    statement:
      'Production inference, training and experimentation run in separate accounts or networks; production data reaches experiments only through an approved grant; only named entry points are reachable.',
    risk: 'An experiment reaches production, or production data reaches an experiment.',
    nature: 'automated',
    type: 'preventive',
    frequency: 'daily',
    criteria: [
      { id: 'CC6.1', why: 'network separation' },
      { id: 'CC6.6', why: 'outer edge defended' },
      { id: 'CC8.1', why: 'environments kept apart' },
    ],
    population: 'All AI environments, network paths and cross-account rights per day',
    attributes: [
      'no unapproved path',
      'inference endpoint reachable by gateway only',
      'production-class data absent from experiments',
      'environment labels right',
    ],
    evidence: 'connectors: cloud network and accounts; datasets: grants; gateway: environment scope',
    remediation: 'close the path or have it approved',
  },
]
