import type { KeyStore } from '../platform/keystore.ts'
import type { Random } from '../platform/random.ts'
import { noteSigner, type NoteSigner } from './format/note.ts'

/** Ed25519 keys of logs. The seed lives in the key store (wrapped by the KEK); SQL holds the verifier key and the store's name for it. */
export const logKeyName = (origin: string, vkey: string): string =>
  `log/${origin}/${vkey.split('+')[1] ?? ''}`

export async function makeLogKey(
  keys: KeyStore,
  random: Random,
  origin: string,
): Promise<{ readonly signer: NoteSigner; readonly keyName: string }> {
  const seed = Buffer.from(random.bytes(32))
  const signer = noteSigner(origin, seed)
  const keyName = logKeyName(origin, signer.vkey)
  await keys.create(keyName, seed)
  seed.fill(0)
  return { signer, keyName }
}

/** Throws when the key store no longer has it: then the log cannot go on under this origin (docs/failures/ledger.md). */
export async function loadLogKey(keys: KeyStore, origin: string, keyName: string): Promise<NoteSigner> {
  const seed = await keys.get(keyName)
  if (!seed)
    throw new Error(
      `the signing key of log \`${origin}\` is not in the key store: restore \`backup keys\`, or continue in a new log`,
    )
  return noteSigner(origin, seed)
}
