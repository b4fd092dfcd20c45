import type { TestDefinition } from '../model.ts'
import { DAY_MS, absent, all, any, at, f, fixed, is, isNot, outer, page, present, standing } from './kit.ts'

export const inventoryTests: readonly TestDefinition[] = [
  {
    control: 'AIC-INV-01',
    ...standing,
    uncovered: 'whether the record came before the first call; systems nobody registered (AIC-INV-02)',
    events: ['inventory.registered', 'inventory.changed', 'inventory.owner_changed', 'inventory.retired'],
    href: page('/systems/'),
    test: {
      v: 1,
      populations: { systems: 'inventory.systems' },
      checks: [
        {
          of: 'systems',
          where: is('state', 'active'),
          each: all(
            is('missing', ''),
            present('owner'),
            is('hasPurpose', true),
            present('riskClass'),
            is('hasRiskAnswers', true),
            { ge: [f('dataClasses'), 1] },
            any(isNot('kind', 'third_party'), present('vendor')),
          ),
          key: 'name',
          what: 'the record of {name} lacks {missing}',
          emptyMeans: 'did_not_operate',
        },
      ],
    },
  },
  {
    control: 'AIC-INV-03',
    ...standing,
    uncovered: 'the yearly confirmation; leavers known only to the HR system',
    events: [
      'inventory.registered',
      'inventory.owner_changed',
      'inventory.accepted',
      'identity.user_deactivated',
      'identity.user_changed',
    ],
    href: page('/systems/'),
    test: {
      v: 1,
      populations: { systems: 'inventory.systems' },
      checks: [
        {
          of: 'systems',
          where: is('state', 'active'),
          each: all(present('owner'), is('ownerActive', true), present('ownerAcceptedAt')),
          key: 'name',
          what: '{name}: owner {ownerEmail}, active {ownerActive}, accepted {ownerAcceptedAt}',
          emptyMeans: 'did_not_operate',
        },
      ],
    },
  },
  {
    control: 'AIC-INV-06',
    ...standing,
    windowMs: 90 * DAY_MS,
    uncovered: 'disposal of weights, datasets and indexes; the approval of the retirement',
    events: ['inventory.retired', 'identity.key_created', 'route.changed'],
    href: page('/systems/'),
    test: {
      v: 1,
      populations: {
        systems: 'inventory.systems',
        keys: 'identity.keys',
        routes: 'policies.routes',
        calls: 'gateway.calls',
      },
      checks: [
        {
          of: 'systems',
          where: is('state', 'retired'),
          each: all(
            present('retiredAt'),
            { none: { in: 'keys', on: { name: 'system' }, where: is('state', 'active') } },
            { none: { in: 'routes', on: { name: 'system' }, where: is('enabled', true) } },
            {
              none: {
                in: 'calls',
                on: { name: 'system' },
                // Connected replicas may take two seconds to follow.
                where: all(is('dispatched', true), { after: [at('lastAt - 5s'), outer('retiredAt')] }),
              },
            },
          ),
          key: 'name',
          what: '{name}, retired {retiredAt}, still has an active key, an enabled route or served calls',
          emptyMeans: 'did_not_operate',
        },
      ],
    },
  },
  {
    control: 'AIC-ACC-01',
    ...standing,
    uncovered:
      'provider consoles and model repositories; phishing resistance; enforcement by the identity provider',
    events: [
      'identity.claimed',
      'identity.user_created',
      'identity.user_changed',
      'identity.user_deactivated',
      'identity.totp_enrolled',
      'identity.totp_removed',
      'identity.passkey_added',
      'identity.passkey_removed',
    ],
    href: fixed('/settings/people'),
    test: {
      v: 1,
      populations: { admins: 'identity.admins' },
      checks: [
        {
          of: 'admins',
          where: all(is('active', true), any(is('admin', true), is('approver', true))),
          each: { in: [f('mfa'), ['totp', 'passkey']] },
          key: 'email',
          what: '{email} ({roles}) signs in without a second factor',
          emptyMeans: 'did_not_operate',
        },
      ],
    },
  },
  {
    control: 'AIC-ACC-03',
    ...standing,
    uncovered: 'keys at the providers; whether the scope is wider than the system needs; secrets in code',
    events: [
      'identity.key_created',
      'identity.key_rotated',
      'identity.key_changed',
      'identity.key_revoked',
      'identity.token_created',
      'identity.token_revoked',
    ],
    href: fixed('/gateway/keys'),
    test: {
      v: 1,
      populations: { keys: 'identity.keys' },
      checks: [
        {
          of: 'keys',
          each: all(
            present('expiresAt'),
            { before: [f('expiresAt'), at('createdAt + 367d')] },
            any(absent('lastUsedAt'), { before: [at('lastUsedAt - 5s'), f('expiresAt')] }),
            any(absent('revokedAt'), absent('lastUsedAt'), {
              before: [at('lastUsedAt - 5s'), f('revokedAt')],
            }),
          ),
          key: 'id',
          what: '{kind} {prefix}: expires {expiresAt}, revoked {revokedAt}, last used {lastUsedAt}',
          emptyMeans: 'did_not_operate',
        },
      ],
    },
  },
]
