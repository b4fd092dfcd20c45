/**
 * More places, shapes and credentials, written after the detector and measured on it before anything was changed: what another generator than
 * that of `test-tokens.ts` finds weak. `key` is where the credential stands that must be covered.
 */
import {
  BASE32,
  BASE62,
  BASE64,
  BASE64URL,
  between,
  draw,
  HEX,
  LOWER36,
  pick,
  type Rng,
} from './test-tokens.ts'

const UPPER36 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/** Bodies of keys of providers that no list names. */
export const SHAPES: readonly (readonly [name: string, make: (rng: Rng) => string])[] = [
  ['prefix.body', (r) => `${draw(r, LETTERS, 3)}.${draw(r, BASE62, 36)}`],
  [
    'prefix_env_body',
    (r) => `${draw(r, LETTERS, 5)}_${pick(r, ['eu1', 'us2', 'v1', 'v2'])}_${draw(r, LOWER36, 36)}`,
  ],
  ['UPPER-groups', (r) => [4, 4, 4, 4, 4].map((n) => draw(r, UPPER36, n)).join('-')],
  ['base32 lower', (r) => draw(r, BASE32, 32).toLowerCase()],
  ['hex 48', (r) => draw(r, HEX, 48)],
  ['hex upper 40', (r) => draw(r, HEX, 40).toUpperCase()],
  ['hex with dashes', (r) => [8, 8, 8, 8].map((n) => draw(r, HEX, n)).join('-')],
  ['base64 unpadded 64', (r) => draw(r, BASE64, 64)],
  ['base64url 86', (r) => draw(r, BASE64URL, 86)],
  ['letters and digits 16', (r) => draw(r, BASE62, 16)],
  ['letters only 40', (r) => draw(r, BASE62.slice(0, 52), 40)],
  ['id:secret', (r) => `${draw(r, LOWER36, 10)}:${draw(r, BASE62, 30)}`],
  ['three parts', (r) => `${draw(r, BASE62, 8)}.${draw(r, BASE62, 12)}.${draw(r, BASE62, 40)}`],
]

/** Where such a key stands, with the words of a file, a header, a command, or of other languages. */
export const MORE_PLACES: readonly (readonly [name: string, text: (key: string) => string])[] = [
  ['prose, Italian', (k) => `La chiave API è ${k}, non condividerla.`],
  ['prose, Portuguese', (k) => `A chave de acesso é ${k} até sexta-feira.`],
  ['prose, Dutch', (k) => `Mijn API-sleutel is ${k}, werkt die nog?`],
  ['prose, Polish', (k) => `Klucz API: ${k} (ważny do piątku)`],
  ['prose, Russian', (k) => `Вот токен: ${k} для тестового сервера`],
  ['prose, Japanese', (k) => `APIキーは ${k} です。`],
  ['prose, Chinese', (k) => `访问令牌: ${k}`],
  ['prose, Turkish', (k) => `Erişim anahtarı: ${k}`],
  ['table', (k) => `| name | secret |\n|---|---|\n| billing | secret ${k} |`],
  ['markdown', (k) => `- **API key:** \`${k}\`\n- **Region:** eu`],
  ['set-env', (k) => `setx SERVICE_TOKEN "${k}"\n$env:SERVICE_TOKEN = "${k}"`],
  ['properties', (k) => `service.api.secret=${k}\nservice.url=https://x.example.com`],
  ['header Token', (k) => `Authorization: Token ${k}`],
  ['header ApiKey', (k) => `Authorization: ApiKey ${k}`],
  ['header custom', (k) => `x-acme-auth-token: ${k}`],
  ['curl u', (k) => `curl -u api:${k} https://api.example.com/v3/messages`],
  ['curl data', (k) => `curl -d 'client_id=web&client_secret=${k}' https://id.example.com/token`],
  ['rust', (k) => `let client = Client::new().with_api_key("${k}");`],
  ['ruby', (k) => `Acme.api_key = '${k}'`],
  ['csharp', (k) => `new AcmeOptions { ApiKey = "${k}", Retries = 3 }`],
  ['kotlin', (k) => `private const val API_SECRET = "${k}"`],
  ['sql', (k) => `UPDATE settings SET value = '${k}' WHERE name = 'api_token';`],
  ['json, nested', (k) => `{"providers": {"acme": {"credentials": {"key": "${k}"}}}}`],
  ['yaml, list', (k) => `tokens:\n  - "${k}"\nregion: eu`],
  ['npmrc', (k) => `//registry.example.com/:_authToken=${k}`],
  ['netrc', (k) => `machine git.example.com login bot password ${k}`],
  ['dockercfg', (k) => `{"auths":{"registry.example.com":{"auth":"${k}"}}}`],
  ['git config', (k) => `[http]\n\textraheader = AUTHORIZATION: bearer ${k}`],
  ['websocket', (k) => `wss://stream.example.com/v1?token=${k}&v=2`],
  ['callback', (k) => `GET /callback?state=ok&access_token=${k}&expires_in=3600`],
]

/** Whole texts with a credential of another kind, and where it stands. */
export const CREDENTIALS: readonly (readonly [
  name: string,
  make: (rng: Rng) => { readonly text: string; readonly key: string },
])[] = [
  ...(
    [
      'postgresql',
      'mysql',
      'mariadb',
      'mongodb',
      'redis',
      'rediss',
      'amqp',
      'amqps',
      'sqlserver',
      'clickhouse',
      'cockroachdb',
      'neo4j+s',
      'ldap',
      'ftp',
      'sftp',
      'smtp',
      'kafka',
      'nats',
      'mqtt',
      'cassandra',
      'snowflake',
      'couchdb',
      'influxdb',
    ] as const
  ).map(
    (scheme) =>
      [
        `${scheme} url`,
        (r: Rng) => {
          const key = draw(r, BASE62, between(r, 8, 20))
          return { text: `use ${scheme}://svc:${key}@db-1.internal:9000/main for now`, key }
        },
      ] as const,
  ),
  ['basic auth url', (r) => word(r, (k) => `git clone https://ci-bot:${k}@git.example.com/acme/app.git`)],
  ['token url', (r) => word(r, (k) => `https://${k}@api.example.com/v1`, 32)],
  ['jdbc', (r) => word(r, (k) => `jdbc:oracle:thin:app/${k}@//db.internal:1521/ORCL`)],
  ['jdbc query', (r) => word(r, (k) => `jdbc:postgresql://db.internal/app?user=svc&password=${k}&ssl=true`)],
  ['odbc', (r) => word(r, (k) => `Driver={ODBC Driver 18};Server=db;UID=svc;PWD=${k};Encrypt=yes`)],
  ['adonet', (r) => word(r, (k) => `Data Source=db;Initial Catalog=app;User ID=svc;Password=${k};`)],
  [
    'storage connection',
    (r) =>
      word(
        r,
        (k) =>
          `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${k}==;EndpointSuffix=core.windows.net`,
        86,
      ),
  ],
  ['session cookie', (r) => word(r, (k) => `Cookie: theme=dark; sessionid=${k}; lang=de`, 32)],
  ['set-cookie', (r) => word(r, (k) => `Set-Cookie: connect.sid=s%3A${k}; Path=/; HttpOnly`, 32)],
  ['auth cookie', (r) => word(r, (k) => `Cookie: auth_token=${k}; consent=1`, 40)],
  [
    'basic header',
    (r) => {
      const key = Buffer.from(`svc:${draw(r, BASE62, 16)}`)
        .toString('base64')
        .replace(/=+$/, '')
      return { text: `Authorization: Basic ${key}`, key }
    },
  ],
  ['private key in yaml', (r) => block(r, (b) => `tls:\n  key: |\n${b.replace(/^/gm, '    ')}\n`)],
  ['private key in json', (r) => block(r, (b) => JSON.stringify({ private_key: b }))],
  ['private key in env', (r) => block(r, (b) => `PRIVATE_KEY="${b.replaceAll('\n', '\\n')}"`)],
  ['private key with windows lines', (r) => block(r, (b) => b.replaceAll('\n', '\r\n'))],
  ['private key quoted in a mail', (r) => block(r, (b) => b.replace(/^/gm, '> '))],
]

function word(r: Rng, text: (key: string) => string, length = 14): { text: string; key: string } {
  const key = draw(r, BASE62, length)
  return { text: text(key), key }
}

function block(r: Rng, text: (block: string) => string): { text: string; key: string } {
  const body = Array.from({ length: 6 }, () => draw(r, BASE64, 64)).join('\n')
  const kind = pick(r, ['', 'RSA ', 'EC ', 'OPENSSH '])
  const whole = text(`-----BEGIN ${kind}PRIVATE KEY-----\n${body}\n-----END ${kind}PRIVATE KEY-----`)
  return { text: whole, key: body.slice(0, 60) }
}
