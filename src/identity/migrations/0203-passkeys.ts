import type { Migration } from '../../platform/migrations.ts'

export const identity0203: Migration = {
  id: '0203-passkeys',
  sql: `
create table passkey (
  id uuid primary key,
  org_id uuid not null references org (id),
  user_id uuid not null references app_user (id),
  name text not null check (length(name) between 1 and 80),
  -- the authenticator's own id of the credential; nobody else may register it
  credential_id bytea not null unique,
  -- COSE key (RFC 9052): public, so not sealed
  public_key bytea not null,
  -- last signature counter; 0 for authenticators that keep none
  sign_count bigint not null,
  transports text[] not null,
  -- a passkey that its maker's cloud copies to other devices
  synced boolean not null,
  -- the name it was made for; after a change of the public URL browsers no longer offer it
  rp_id text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkey_user on passkey (org_id, user_id, created_at, id);
select sw_protect('passkey');
select sw_system('passkey');

-- Challenges that were answered, until they expire: a second answer is a replay. Installation-wide: at sign-in nobody is known yet.
create table passkey_challenge_used (
  hash bytea primary key,
  expires_at timestamptz not null
);
create index passkey_challenge_used_old on passkey_challenge_used (expires_at);
select sw_system('passkey_challenge_used');
`,
}
