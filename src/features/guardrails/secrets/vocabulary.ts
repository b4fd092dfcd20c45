import { lexicon } from '../words.ts'
import { services } from './providers/services.ts'

/** What a word beside a value says about it. Bits. */
export const STRONG = 1
export const WEAK = 2
/** The value is something else: a digest, an id, a cursor. */
export const HARMLESS = 4
/** Before `key` or `token` it makes something harmless of it: `cache key`, `next page token`. */
export const TURNS = 8
export const SERVICE = 16
export const PASSWORD = 32
/** Says nothing by itself and may stand between the name and the value: `SECRET_KEY_BASE`, `token for staging is`. */
export const TAIL = 64
/** `value` beside `name: API_KEY`: the cue stands one field earlier. */
export const VALUE = 128
/** Qualifies `key` as a secret one: `access key`, `signing key`. */
export const LIFTS = 256
/** Harmless only as the last word of a field's name: `token_name`, not "the token of user bob is". */
export const SOFT = 512

const passwordWords =
  'password passwords passwd passphrase passcode pass pwd passwort kennwort contraseña contrasena senha wachtwoord passe parola hasło haslo lösenord ' +
  'heslo jelszó salasana parole пароль пароля şifre sifre sandi katasandi pgpassword mysqlpwd userpass dbpass rootpw passw pswd adminpass'
const secretWords =
  'secret secrets token tokens apikey apikeys credential credentials creds cred authtoken accesstoken accesskey secretkey privatekey authkey bearer ' +
  'authorization passkey apitoken apisecret clientsecret jwt pat xapikey appsecret consumersecret signingsecret webhooksecret refreshtoken idtoken bottoken ' +
  'usertoken accountkey sharedaccesskey masterkey servicekey licensekey encryptionkey signingkey geheimnis секрет токен токена apisleutel zugangsdaten ' +
  'zugangsschlüssel identifiants jeton credenciales credenziali authpassword sastoken ssotoken sharedkey hmackey webhookkey restkey serverkey'
const keyWords =
  'key keys auth login schlüssel clave clé cle chiave chave sleutel klucz nyckel ключ anahtar anahtarı kunci sk apiid oauth'

export const vocabulary = lexicon([
  [passwordWords, STRONG | PASSWORD],
  [secretWords, STRONG],
  [keyWords, WEAK],
  [
    'hash hashes sha md crc blake digest digests checksum checksums etag commit commits revision rev uuid guid id ids uid ' +
      'trace traceparent tracestate span request correlation nonce cursor integrity fingerprint thumbprint public pub img block tx txid txn transaction ' +
      'wallet contract build signature sig salt iv seed dna rna sequence genome layer bundle chunk asset css class classname selector style serial certificate ' +
      'cert csr pubkey pod container snapshot offset next sync continuation marker shard ref sri kid jti etags ' +
      'tree blob object cid tag slug branch digestsum ' +
      'fingerprints identifier objectid requestid traceid spanid sessionid txhash blockhash commitsha gitsha imageid merkle ',
    HARMLESS,
  ],
  [
    'public next page paging pagination continuation csrf xsrf cache primary foreign partition sort object idempotency idempotent routing dedup dedupe deduplication ' +
      'cancellation lookup translation locale row hash map sync resume verify shard group kafka message max min prompt completion input output total ' +
      'num count host pub unique composite natural surrogate index document record item event rate limit stop pad padding mask special ' +
      'eos bos unk sep cls begin end previous prev cursor change delta nonce react query sequence queue',
    TURNS,
  ],
  [
    'api access secret private auth client account signing encryption master service app application user license licence admin write read ingest ingestion project ' +
      'live prod test sandbox rest server subscription shared connection integration developer personal session rpc sdk bot webhook signature root ' +
      'deployment deploy management consumer security function x acesso erişim dostępu zugriff',
    LIFTS,
  ],
  [
    'value val base prod production dev development staging stage test testing live main default primary secondary old new current root admin db database header env ' +
      'string str text plain raw b64 encoded backup temp tmp local remote internal external one two for the to of on at is are was here in our my your ' +
      'est ist lautet é è jest är es el la le les der die das dem den du del des für para pour voor för con avec och und y e et i o en im am zum acceso accesso this that with and it a an by via as from using use follows following be should set now cluster server account site vpn wifi portal',
    TAIL,
  ],
  [
    'filename file path url uri href src hostname host username user email name model peer address did color colour avatar thumb page parent type kind length size limit count expires expiry ttl format version scope created updated',
    SOFT,
  ],
  ['value val', VALUE],
  [services, SERVICE],
])

/** Scripts without spaces between words: looked for as they stand. */
export const CUES_WITHOUT_SPACES =
  /密码|密碼|密钥|金鑰|令牌|口令|パスワード|トークン|秘密鍵|キー|비밀번호|토큰|كلمة المرور|รหัสผ่าน|पासवर्ड|סיסמה/

/** How a name of a secret may end: its last three letters, from the words above and from what often stands behind them. */
export const nameEndings: ReadonlySet<string> = new Set(
  `${passwordWords} ${secretWords} ${keyWords} value val base prod production dev staging test live main default`
    .split(' ')
    .map((word) => word.slice(-3)),
)
