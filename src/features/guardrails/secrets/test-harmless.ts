/** Token-like text that opens nothing: the false alarms of secret scanners. Drawn at run time, deterministic by seed. */
import {
  BASE62,
  BASE64,
  BASE64URL,
  between,
  draw,
  HEX,
  LOWER36,
  pick,
  uuid,
  type Rng,
} from './test-tokens.ts'

const words: readonly [string, ...string[]] = [
  'report',
  'gateway',
  'invoice',
  'summary',
  'widget',
  'handler',
  'session',
  'layout',
  'archive',
  'cluster',
]
const w = (rng: Rng): string => pick(rng, words)
const hex = (rng: Rng, n: number): string => draw(rng, HEX, n)
const placeholder = (rng: Rng): string =>
  pick(rng, [
    'your-api-key',
    'YOUR_API_KEY_HERE',
    'xxxxxxxxxxxxxxxxxxxxxxxx',
    '<token>',
    '<your-secret-key>',
    '${API_KEY}',
    '$API_KEY',
    '{{ api_key }}',
    '%API_KEY%',
    'sk-...',
    'changeme',
    'REPLACE_ME',
    'process.env.API_KEY',
    'os.environ["API_KEY"]',
    '********',
    'example-token-value',
    'insert_key_here',
    'INSERT-TOKEN',
    'my-secret-key',
    'sk_test_xxxxxxxxxxxxxxxxxxxx',
    'abcdefghijklmnopqrstuvwxyz123456',
    '1234567890abcdef1234567890abcdef',
    'null',
    'undefined',
    '""',
    'redacted',
  ])

export const HARMLESS: readonly (readonly [name: string, make: (rng: Rng) => string])[] = [
  ['commit', (r) => `commit ${hex(r, 40)}\nAuthor: Bob\n\n    fix the ${w(r)}`],
  [
    'short commits',
    (r) => `${hex(r, 7)} fix ${w(r)}\n${hex(r, 7)} add ${w(r)}\nMerge: ${hex(r, 12)} ${hex(r, 12)}`,
  ],
  ['git index', (r) => `index ${hex(r, 40)}..${hex(r, 40)} 100644`],
  ['sha256sum', (r) => `${hex(r, 64)}  ${w(r)}-1.2.3.tar.gz`],
  ['md5', (r) => `MD5 (${w(r)}.iso) = ${hex(r, 32)}`],
  ['digest', (r) => `docker pull registry.example.com/${w(r)}@sha256:${hex(r, 64)}`],
  [
    'docker layers',
    (r) => `${hex(r, 12)}: Pull complete\nDigest: sha256:${hex(r, 64)}\nStatus: Downloaded newer image`,
  ],
  ['uuid', (r) => `{"id": "${uuid(r)}", "parentId": "${uuid(r)}", "name": "${w(r)}"}`],
  ['session', (r) => `session ${uuid(r)} expired`],
  ['request id', (r) => `x-request-id: ${uuid(r)}\nx-amz-cf-id: ${draw(r, BASE64URL, 56)}`],
  ['trace', (r) => `traceparent: 00-${hex(r, 32)}-${hex(r, 16)}-01`],
  ['trace json', (r) => `{"trace_id":"${hex(r, 32)}","span_id":"${hex(r, 16)}","level":"info"}`],
  ['etag', (r) => `etag: W/"${hex(r, 32)}"\ncache-control: max-age=60`],
  ['etag base64', (r) => `ETag: "${draw(r, BASE64, 27)}="`],
  ['data url', (r) => `<img src="data:image/png;base64,${draw(r, BASE64, between(r, 60, 300))}==">`],
  [
    'base64 body',
    (r) =>
      `Content-Transfer-Encoding: base64\n\n${draw(r, BASE64, 76)}\n${draw(r, BASE64, 76)}\n${draw(r, BASE64, 40)}==`,
  ],
  [
    'npm lock',
    (r) =>
      `"node_modules/${w(r)}": {\n  "version": "1.2.3",\n  "resolved": "https://registry.npmjs.org/${w(r)}/-/${w(r)}-1.2.3.tgz",\n  "integrity": "sha512-${draw(r, BASE64, 86)}=="\n}`,
  ],
  [
    'yarn lock',
    (r) =>
      `resolved "https://registry.yarnpkg.com/${w(r)}/-/${w(r)}-4.0.1.tgz#${hex(r, 40)}"\n  integrity sha512-${draw(r, BASE64, 86)}==`,
  ],
  [
    'cargo lock',
    (r) =>
      `name = "${w(r)}"\nversion = "0.3.1"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${hex(r, 64)}"`,
  ],
  [
    'go sum',
    (r) =>
      `github.com/acme/${w(r)} v1.4.2 h1:${draw(r, BASE64, 43)}=\ngithub.com/acme/${w(r)} v1.4.2/go.mod h1:${draw(r, BASE64, 43)}=`,
  ],
  [
    'pip hashes',
    (r) => `${w(r)}==2.1.0 \\\n    --hash=sha256:${hex(r, 64)} \\\n    --hash=sha256:${hex(r, 64)}`,
  ],
  [
    'poetry lock',
    (r) =>
      `content-hash = "${hex(r, 64)}"\nfiles = [{file = "${w(r)}-1.0.whl", hash = "sha256:${hex(r, 64)}"}]`,
  ],
  [
    'sri',
    (r) => `<script src="/a.js" integrity="sha384-${draw(r, BASE64, 64)}" crossorigin="anonymous"></script>`,
  ],
  ['csp nonce', (r) => `<script nonce="${draw(r, BASE64, 22)}==">init()</script>`],
  [
    'bundle names',
    (r) =>
      `/assets/${w(r)}-${draw(r, BASE62, 8)}.js /static/js/main.${hex(r, 8)}.chunk.js /_next/static/${draw(r, BASE64URL, 21)}/_buildManifest.js`,
  ],
  [
    'css modules',
    (r) =>
      `.${w(r)}_${draw(r, BASE62, 5)}__${draw(r, BASE62, 5)} { color: #${hex(r, 6)}; } .css-${draw(r, LOWER36, 7)} .sc-${draw(r, BASE62, 6)}`,
  ],
  [
    'minified',
    (r) =>
      `!function(e,t){var n=e.key,r={a1:t.Xb,b2:n.Zc,tokenType:"Bearer",x9:0x${hex(r, 8)}};function o(k){return k.k5||n.Q7(k)}}(${w(r)},Qk2);`,
  ],
  [
    'code',
    (r) => `function getToken(secret) { const key = hash(secret); return cache.get(key) ?? ${w(r)}(key) }`,
  ],
  [
    'typed code',
    () =>
      'interface Config { apiKey: string; password?: string; tokenProvider: () => Promise<AccessTokenV2> }',
  ],
  [
    'call',
    () =>
      'const token = await getAccessTokenSilently({ scope }); const secret = crypto.randomBytes(32).toString("hex")',
  ],
  [
    'assign expression',
    () => 'self.api_key = api_key or os.getenv("SERVICE_API_KEY")\npassword = getpass.getpass("Password: ")',
  ],
  ['placeholder env', (r) => `SERVICE_API_KEY=${placeholder(r)}`],
  ['placeholder json', (r) => `{"apiKey": "${placeholder(r).replaceAll('"', "'")}"}`],
  [
    'placeholder header',
    (r) => `curl -H "Authorization: Bearer ${placeholder(r).replaceAll('"', "'")}" https://api.example.com`,
  ],
  ['placeholder prose', (r) => `Set the token to ${placeholder(r)} before you start.`],
  [
    'placeholder url',
    (r) =>
      pick(r, [
        'postgres://user:password@localhost:5432/db',
        'postgres://user:pass@host/db',
        'https://user:${TOKEN}@git.example.com/x',
        'mysql://root:<password>@db',
        'redis://:changeme@localhost',
      ]),
  ],
  ['public ssh key', (r) => `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ${draw(r, BASE64, 200)} bob@host`],
  [
    'public ed25519',
    (r) => `public key ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${draw(r, BASE64, 43)} bob@host`,
  ],
  ['fingerprint', (r) => `The key fingerprint is:\nSHA256:${draw(r, BASE64, 43)} bob@host`],
  [
    'certificate',
    (r) =>
      `-----BEGIN CERTIFICATE-----\nMIID${draw(r, BASE64, 60)}\n${draw(r, BASE64, 64)}\n${draw(r, BASE64, 30)}==\n-----END CERTIFICATE-----`,
  ],
  [
    'public key pem',
    (r) =>
      `-----BEGIN PUBLIC KEY-----\nMIIB${draw(r, BASE64, 60)}\n${draw(r, BASE64, 64)}\n-----END PUBLIC KEY-----`,
  ],
  ['public key json', (r) => `{"publicKey": "${draw(r, BASE64, 43)}=", "kty": "OKP"}`],
  [
    'jwk',
    (r) => `{"kty":"RSA","kid":"${draw(r, BASE64URL, 22)}","n":"${draw(r, BASE64URL, 171)}","e":"AQAB"}`,
  ],
  ['cursor', (r) => `{"items": [], "next_page_token": "${draw(r, BASE64URL, 40)}", "has_more": true}`],
  ['cursor query', (r) => `/v1/items?cursor=${draw(r, BASE64URL, 48)}&limit=50`],
  ['aws page', (r) => `{"NextToken": "${draw(r, BASE64, 64)}==", "Count": 3}`],
  ['continuation', (r) => `continuationToken=${draw(r, BASE62, 40)}&nextMarker=${draw(r, BASE62, 30)}`],
  ['cache key', (r) => `cache key: ${w(r)}-linux-${hex(r, 64)}\nCache restored from key: node-${hex(r, 64)}`],
  ['idempotency', (r) => `Idempotency-Key: ${uuid(r)}\ncontent-type: application/json`],
  ['idempotency random', (r) => `"idempotency_key": "${draw(r, BASE62, 32)}"`],
  ['partition key', (r) => `{"partitionKey": "${hex(r, 32)}", "sortKey": "${draw(r, BASE62, 20)}"}`],
  ['object key', (r) => `{"bucket": "media", "object_key": "uploads/${hex(r, 32)}.png", "size": 12}`],
  ['csrf', (r) => `<input type="hidden" name="csrf_token" value="${draw(r, BASE62, 40)}">`],
  ['dna', (r) => `>seq${between(r, 1, 99)}\n${draw(r, 'ACGT', 120)}`],
  ['protein', (r) => `>sp|P${between(r, 10000, 99999)}\n${draw(r, 'ACDEFGHIKLMNPQRSTVWY', 90)}`],
  ['wallet', (r) => `send 0.1 ETH to address 0x${hex(r, 40)} (block ${between(r, 1e6, 2e7)})`],
  ['bitcoin', (r) => `wallet address: bc1q${draw(r, LOWER36, 38)}`],
  ['transaction', (r) => `tx hash 0x${hex(r, 64)} confirmed`],
  [
    'aws ids',
    (r) => `i-0${hex(r, 16)} in subnet-0${hex(r, 16)} with sg-0${hex(r, 16)} from ami-0${hex(r, 16)}`,
  ],
  ['arn', (r) => `arn:aws:acm:eu-west-1:${draw(r, '0123456789', 12)}:certificate/${uuid(r)}`],
  [
    'tool call',
    (r) =>
      `{"role":"assistant","tool_calls":[{"id":"call_${draw(r, BASE62, 24)}","type":"function","function":{"name":"${w(r)}"}}]}`,
  ],
  [
    'message ids',
    (r) =>
      `{"id":"chatcmpl-${draw(r, BASE62, 29)}","system_fingerprint":"fp_${hex(r, 10)}"} msg_01${draw(r, BASE62, 22)} toolu_01${draw(r, BASE62, 22)}`,
  ],
  [
    'response ids',
    (r) =>
      `resp_${hex(r, 48)} rs_${hex(r, 48)} run_${draw(r, BASE62, 24)} thread_${draw(r, BASE62, 24)} file-${draw(r, BASE62, 22)}`,
  ],
  [
    'payment ids',
    (r) =>
      `customer cus_${draw(r, BASE62, 14)} paid pi_${draw(r, BASE62, 24)} with pm_${draw(r, BASE62, 24)}, event evt_${draw(r, BASE62, 24)}`,
  ],
  [
    'token counts',
    (r) =>
      `max_tokens: ${between(r, 100, 9000)}, prompt_tokens=${between(r, 100, 9000)}, token limit 128000, tokens/s 42.1`,
  ],
  [
    'video ids',
    (r) =>
      `https://youtu.be/${draw(r, BASE64URL, 11)} https://docs.google.com/document/d/${draw(r, BASE64URL, 44)}/edit`,
  ],
  ['object ids', (r) => `{"_id": {"$oid": "${hex(r, 24)}"}, "owner": "${hex(r, 24)}"}`],
  ['hash of password', (r) => `password_hash: $2b$12$${draw(r, `${BASE62}./`, 53)}`],
  [
    'pods',
    (r) => `${w(r)}-${draw(r, LOWER36, 10)}-${draw(r, LOWER36, 5)} 1/1 Running; container ${hex(r, 64)}`,
  ],
  [
    'mac, ip, time',
    (r) =>
      `2024-05-01T12:00:00.${between(r, 100, 999)}Z 02:42:ac:11:00:0${between(r, 1, 9)} 2001:db8::${hex(r, 4)} took ${between(r, 1, 900)}ms`,
  ],
  [
    'versions',
    (r) => `${w(r)}@1.2.3-beta.${between(r, 1, 99)}+build.${hex(r, 7)} node-v20.11.1-linux-x64.tar.xz`,
  ],
  [
    'certificate serial',
    (r) =>
      `Serial Number: ${Array.from({ length: 16 }, () => hex(r, 2)).join(':')}\nSignature: ${hex(r, 64)}`,
  ],
  ['signature header', (r) => `x-hub-signature-256: sha256=${hex(r, 64)}`],
  ['uuid list', (r) => `users: ${uuid(r)}, ${uuid(r)}, ${uuid(r)}`],
  [
    'map keys',
    (r) => `{"key": "${w(r)}-${w(r)}", "value": "${hex(r, 8)}", "items": [{"key": "a.b.${w(r)}"}]}`,
  ],
  [
    'i18n',
    () =>
      '{"password": "Passwort", "forgot_password": "Passwort vergessen?", "token": "Zugriffstoken", "secret.title": "Geheimnis anlegen"}',
  ],
  [
    'form',
    () => '<input type="password" name="password" placeholder="Password" autocomplete="current-password" />',
  ],
  [
    'docs',
    () =>
      'The password must be at least 8 characters. A secret is stored encrypted; the API key is shown once. Token: see above.',
  ],
  [
    'key names',
    () => 'Press the key combination Ctrl+Shift+P, then keyCode: 0x1B2C, KeyboardEvent.key = "ArrowLeft"',
  ],
  [
    'ssh config',
    () =>
      'Host git\n  IdentityFile ~/.ssh/id_ed25519\n  PasswordAuthentication no\n  PubkeyAuthentication yes',
  ],
  ['csv', (r) => `id,hash,size\n1,${hex(r, 40)},${between(r, 1, 9999)}\n2,${hex(r, 40)},12`],
  [
    'stack',
    (r) =>
      `at Object.<anonymous> (/srv/app/node_modules/${w(r)}/dist/index-${draw(r, BASE62, 8)}.js:12:3451)`,
  ],
  [
    'webpack',
    (r) =>
      `webpackJsonp([${between(r, 1, 99)}],{"${draw(r, BASE62, 4)}":function(e,t,n){e.exports=n.p+"img/logo.${hex(r, 20)}.svg"}})`,
  ],
  ['source map', (r) => `//# sourceMappingURL=data:application/json;base64,${draw(r, BASE64, 120)}`],
  [
    'mime boundary',
    (r) => `Content-Type: multipart/form-data; boundary=----WebKitFormBoundary${draw(r, BASE62, 16)}`,
  ],
  [
    'message id',
    (r) =>
      `Message-ID: <${draw(r, BASE62, 30)}@mail.example.com>\nDKIM-Signature: v=1; b=${draw(r, BASE64, 80)}=`,
  ],
  [
    'recovery text',
    () =>
      'Passwords: none. Secrets: kept in the vault. Keys: rotated every 90 days. Credentials: requested from IT-Service-2.',
  ],
]
