/**
 * More token-like text that opens nothing: files of build tools, clusters, chains and documentation. Written after the detector and measured on
 * it before anything was changed (bench/detectors/secrets.ts keeps them as a set of their own).
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
  uuid,
  type Rng,
} from './test-tokens.ts'

const hex = (r: Rng, n: number): string => draw(r, HEX, n)
const b64 = (r: Rng, n: number): string => draw(r, BASE64, n)
const b62 = (r: Rng, n: number): string => draw(r, BASE62, n)
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const name = (r: Rng): string =>
  pick(r, ['left-pad', 'parser', 'http-kit', 'colour', 'schema', 'router', 'bundle', 'lexer'])
const wrap = (text: string, width: number): string =>
  text.match(new RegExp(`.{1,${width}}`, 'g'))?.join('\n') ?? text

export const HARMLESS_FILES: readonly (readonly [name: string, make: (rng: Rng) => string])[] = [
  [
    'pnpm lock',
    (r) =>
      `  /${name(r)}@4.2.1:\n    resolution: {integrity: sha512-${b64(r, 86)}==}\n    engines: {node: '>=18'}`,
  ],
  [
    'composer lock',
    (r) => `"source": {"type": "git", "reference": "${hex(r, 40)}"},\n"dist": {"shasum": "${hex(r, 40)}"}`,
  ],
  [
    'gemfile lock',
    (r) => `GIT\n  remote: https://github.com/acme/${name(r)}.git\n  revision: ${hex(r, 40)}\n  branch: main`,
  ],
  [
    'uv lock',
    (r) =>
      `wheels = [{ url = "https://files.pythonhosted.org/packages/${hex(r, 2)}/${hex(r, 2)}/${hex(r, 60)}/${name(r)}-1.0-py3-none-any.whl", hash = "sha256:${hex(r, 64)}", size = ${between(r, 1000, 90000)} }]`,
  ],
  [
    'nix hash',
    (r) =>
      `fetchFromGitHub { owner = "acme"; repo = "${name(r)}"; rev = "v1.2"; hash = "sha256-${b64(r, 43)}="; }`,
  ],
  [
    'nix store',
    (r) => `/nix/store/${draw(r, '0123456789abcdfghijklmnpqrsvwxyz', 32)}-${name(r)}-1.2.3/bin/run`,
  ],
  [
    'terraform lock',
    (r) => `hashes = [\n  "h1:${b64(r, 43)}=",\n  "zh:${hex(r, 64)}",\n  "zh:${hex(r, 64)}",\n]`,
  ],
  [
    'terraform state',
    (r) =>
      `{"lineage": "${uuid(r)}", "serial": ${between(r, 1, 99)}, "resources": [{"type": "aws_subnet", "attributes": {"id": "subnet-0${hex(r, 16)}", "arn": "arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-0${hex(r, 16)}"}}]}`,
  ],
  [
    'kubernetes manifest',
    (r) =>
      `metadata:\n  name: ${name(r)}-${draw(r, LOWER36, 9)}-${draw(r, LOWER36, 5)}\n  uid: ${uuid(r)}\n  resourceVersion: "${between(r, 1e6, 9e6)}"\n  labels:\n    pod-template-hash: ${draw(r, LOWER36, 10)}`,
  ],
  [
    'kubernetes secret ref',
    (r) =>
      `env:\n  - name: DB_PASSWORD\n    valueFrom:\n      secretKeyRef:\n        name: ${name(r)}-db-credentials\n        key: password\nannotations:\n  checksum/config: ${hex(r, 64)}`,
  ],
  [
    'helm values',
    (r) =>
      `image:\n  repository: ghcr.io/acme/${name(r)}\n  digest: sha256:${hex(r, 64)}\nimagePullSecrets:\n  - name: regcred\nexistingSecret: ${name(r)}-auth`,
  ],
  [
    'workflow',
    (r) =>
      `- uses: actions/checkout@${hex(r, 40)} # v4\n  with:\n    token: \${{ secrets.GITHUB_TOKEN }}\n    ref: ${hex(r, 40)}`,
  ],
  [
    'env example',
    (r) =>
      `# copy to .env\nAPI_KEY=\nSECRET_KEY=${pick(r, ['change-this', 'replace-with-a-long-random-string', 'generate-me', 'put-your-secret-here', 'supersecret', 'TODO', 'xxxxx'])}\nDATABASE_URL=postgres://${pick(r, ['user:password', 'username:password', 'postgres:postgres', 'USER:PASSWORD'])}@localhost:5432/app\nSESSION_TTL=3600`,
  ],
  [
    'compose',
    (r) =>
      `services:\n  db:\n    image: postgres:16@sha256:${hex(r, 64)}\n    environment:\n      POSTGRES_PASSWORD: \${DB_PASSWORD:?set it}\n      POSTGRES_PASSWORD_FILE: /run/secrets/db`,
  ],
  [
    'css hashes',
    (r) =>
      `._${b62(r, 6)}_1x9a2_${between(r, 1, 99)}{color:#${hex(r, 6)}}.${name(r)}-module__${b62(r, 5)}{background:url(/static/media/bg.${hex(r, 20)}.png)}`,
  ],
  [
    'source map json',
    (r) =>
      `{"version":3,"sources":["../src/${name(r)}.ts"],"names":["a","b"],"mappings":"${Array.from({ length: 30 }, () => pick(r, ['AAAA', 'CAAC', 'SAASA', 'IAAIC', 'GAAG', 'EAAE', 'MAAMC', 'QAAQ', 'WAAW'])).join(pick(r, [',', ';', ',']))}"}`,
  ],
  [
    'minified chunk',
    (r) =>
      `(self.webpackChunk=self.webpackChunk||[]).push([[${between(r, 100, 999)}],{${between(r, 1000, 9999)}:(e,t,n)=>{n.d(t,{Z:()=>r});var r=n(${between(r, 10, 999)}).a.k7("${b62(r, 5)}")}}]);`,
  ],
  [
    'font',
    (r) =>
      `@font-face{font-family:x;src:url(data:font/woff2;charset=utf-8;base64,d09GMgABAAAA${b64(r, 240)}) format("woff2")}`,
  ],
  ['wrapped image', (r) => `const logo =\n  "iVBORw0KGgoAAAANSUhEUgAA${b64(r, 180)}";`],
  [
    'svg path',
    (r) =>
      `<path d="M${Array.from({ length: 20 }, () => `${between(r, 0, 99)}.${between(r, 0, 999)} ${between(r, 0, 99)}`).join('L')}Z" id="${b62(r, 8)}"/>`,
  ],
  [
    'certificate chain',
    (r) =>
      `-----BEGIN CERTIFICATE-----\n${wrap(`MIIF${b64(r, 500)}`, 64)}\n-----END CERTIFICATE-----\n`.repeat(2),
  ],
  [
    'certificate request',
    (r) =>
      `-----BEGIN CERTIFICATE REQUEST-----\n${wrap(`MIIC${b64(r, 300)}`, 64)}\n-----END CERTIFICATE REQUEST-----`,
  ],
  [
    'pgp signature',
    (r) =>
      `-----BEGIN PGP SIGNATURE-----\n\niQIzBAABCgAdFiEE${wrap(b64(r, 300), 64)}\n=${b64(r, 4)}\n-----END PGP SIGNATURE-----`,
  ],
  [
    'pgp public',
    (r) =>
      `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBF${wrap(b64(r, 300), 64)}\n-----END PGP PUBLIC KEY BLOCK-----`,
  ],
  [
    'known hosts',
    (r) =>
      `github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${b64(r, 43)}\n|1|${b64(r, 27)}=|${b64(r, 27)}= ecdsa-sha2-nistp256 AAAAE2VjZHNh${b64(r, 100)}=`,
  ],
  ['ulid', (r) => `{"id":"01${draw(r, CROCKFORD, 24)}","parent":"01${draw(r, CROCKFORD, 24)}"}`],
  ['ksuid, cuid', (r) => `created ${b62(r, 27)} and c${draw(r, LOWER36, 24)}, then 2${b62(r, 26)}`],
  [
    'nanoid in a url',
    (r) =>
      `https://app.example.com/boards/${draw(r, BASE64URL, 21)}/cards/${draw(r, BASE64URL, 21)}?view=list`,
  ],
  [
    'short links',
    (r) => `see https://bit.ly/${b62(r, 7)} and https://t.co/${b62(r, 10)}, https://imgur.com/a/${b62(r, 7)}`,
  ],
  [
    'meeting',
    (r) =>
      `join https://meet.example.com/j/${between(r, 1e9, 9e9)} (id ${between(r, 100, 999)} ${between(r, 1000, 9999)})`,
  ],
  [
    'drive',
    (r) =>
      `https://drive.google.com/file/d/${draw(r, BASE64URL, 33)}/view https://www.figma.com/file/${b62(r, 22)}/Design https://www.notion.so/acme/Roadmap-${hex(r, 32)}`,
  ],
  [
    'ipfs',
    (r) => `ipfs://Qm${draw(r, BASE58, 44)} and bafybei${draw(r, 'abcdefghijklmnopqrstuvwxyz234567', 52)}`,
  ],
  [
    'chain addresses',
    (r) => `swap on 0x${hex(r, 40)} from ${draw(r, BASE58, 44)} to cosmos1${draw(r, LOWER36, 38)}`,
  ],
  [
    'ethereum log',
    (r) =>
      `{"topics":["0x${hex(r, 64)}","0x${hex(r, 64)}"],"data":"0x${hex(r, 128)}","blockHash":"0x${hex(r, 64)}"}`,
  ],
  [
    'solidity',
    (r) => `address constant USDC = 0x${hex(r, 40)};\nbytes32 constant TYPEHASH = 0x${hex(r, 64)};`,
  ],
  ['test vector', (r) => `test vector 7\ninput:  ${hex(r, 64)}\noutput: ${hex(r, 128)}`],
  ['known digest', (r) => `expect(sha256("abc")).toBe("${hex(r, 64)}")`],
  [
    'constants',
    (r) => `const K = [0x${hex(r, 8)}, 0x${hex(r, 8)}, 0x${hex(r, 8)}, 0x${hex(r, 8)}, 0x${hex(r, 8)}]`,
  ],
  [
    'jwt shape in docs',
    () =>
      'A JSON Web Token has three parts: header.payload.signature. It looks like eyJ...abc.eyJ...def.signature; never log it.',
  ],
  [
    'token docs',
    (r) =>
      `Every request needs \`Authorization: Bearer <ACCESS_TOKEN>\`. Tokens look like \`${pick(r, ['ghp_xxxxxxxxxxxx', 'sk-xxxxxxxx', 'acme_live_XXXXXXXXXXXX', 'xoxb-your-token'])}\` and last one hour.`,
  ],
  [
    'openapi',
    (r) =>
      `securitySchemes:\n  apiKey:\n    type: apiKey\n    in: header\n    name: X-Api-Key\nexample: ${uuid(r)}`,
  ],
  [
    'i18n key file',
    (r) =>
      `"auth.token.expired": "Your token has expired", "auth.password.min": "At least ${between(r, 8, 14)} characters", "secret.copy": "Copy secret to clipboard"`,
  ],
  [
    'analytics',
    (r) =>
      `gtag('config', 'G-${draw(r, CROCKFORD, 10)}'); utm_id=${b62(r, 12)}&gclid=${draw(r, BASE64URL, 60)}`,
  ],
  [
    'cookie names',
    (r) => `Set-Cookie: locale=de; Path=/\nVary: Cookie\nX-Cache: HIT\nCF-RAY: ${hex(r, 16)}-FRA`,
  ],
  [
    'container ids',
    (r) =>
      `CONTAINER ID   IMAGE\n${hex(r, 12)}   ${name(r)}:latest\nsha256:${hex(r, 64)}\nvolume ${hex(r, 64)}`,
  ],
  [
    'build ids',
    (r) => `BuildID[sha1]=${hex(r, 40)}, GNU Build ID ${hex(r, 40)}; buildId: "${draw(r, BASE64URL, 21)}"`,
  ],
  ['torrent', (r) => `magnet:?xt=urn:btih:${hex(r, 40)}&dn=debian.iso`],
  ['base32 onion', (r) => `http://${draw(r, BASE32, 56).toLowerCase()}.onion/index.html`],
  [
    'part numbers',
    (r) =>
      `Part no. ${draw(r, CROCKFORD, 4)}-${draw(r, CROCKFORD, 4)}-${draw(r, CROCKFORD, 4)}, serial ${draw(r, CROCKFORD, 12)}, tracking 1Z${draw(r, CROCKFORD, 16)}`,
  ],
  ['isbn, iban', () => 'ISBN 978-3-16-148410-0, IBAN DE89 3704 0044 0532 0130 00, order 4500012345'],
  [
    'mongo query',
    (r) => `db.users.find({_id: ObjectId("${hex(r, 24)}"), tokenVersion: ${between(r, 1, 9)}})`,
  ],
  [
    'graphql id',
    (r) => `{"node":{"id":"${b64(r, 28)}==","__typename":"Issue"},"endCursor":"Y3Vyc29y${b64(r, 20)}=="}`,
  ],
  ['protobuf bytes', (r) => `payload: "${Array.from({ length: 16 }, () => `\\\\x${hex(r, 2)}`).join('')}"`],
  [
    'hexdump',
    (r) =>
      Array.from(
        { length: 4 },
        (_, i) => `0000${i}0  ${Array.from({ length: 16 }, () => hex(r, 2)).join(' ')}`,
      ).join('\n'),
  ],
  [
    'bcrypt, argon',
    (r) => `$argon2id$v=19$m=65536,t=3,p=4$${b64(r, 22)}$${b64(r, 43)}\nuser:{SSHA}${b64(r, 32)}`,
  ],
  ['license header', (r) => `SPDX-License-Identifier: MIT\nSPDX-FileChecksum: SHA1: ${hex(r, 40)}`],
  [
    'sbom',
    (r) =>
      `{"bom-ref":"pkg:npm/${name(r)}@1.2.3","serialNumber":"urn:uuid:${uuid(r)}","hashes":[{"alg":"SHA-512","content":"${hex(r, 128)}"}]}`,
  ],
  [
    'log line',
    (r) =>
      `2026-11-27T10:00:00Z INFO req=${b62(r, 16)} user=${between(r, 1, 9999)} path=/v1/items/${uuid(r)} dur=${between(r, 1, 99)}ms`,
  ],
  [
    'regular expression',
    () => 'const TOKEN = /^(?:sk|pk)_(?:live|test)_[A-Za-z0-9]{24,}$/; const SECRET_RE = "[0-9a-f]{32}"',
  ],
]
