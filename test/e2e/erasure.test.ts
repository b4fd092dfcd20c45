/** A person asks for their words to go. Afterwards no file of the installation and no older backup gives them back, and every proof still holds. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { wrapName } from '../../src/ledger/batch-builder.ts'
import { decodeDirectory, decodeWraps, type WrapGroup } from '../../src/ledger/directory.ts'
import { openPayload, unwrapKeys } from '../../src/ledger/format/seal.ts'
import { fileBlobs } from '../../src/platform/file-blobs.ts'
import { openFileKeyStore } from '../../src/platform/file-keystore.ts'
import { verifies } from '../promises.ts'
import { ask } from '../world/ask.ts'
import { filesUnder, ownerClient } from '../world/embedded.ts'
import { Person, type CommandLine } from '../world/people.ts'
import { eventually, sealwright, TestServer, type Ready } from '../world/server.ts'

// Real processes on a machine that may do other things: what waits here waits for conditions.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

type Detail = {
  payload: { state: string; opened: string; mayOpen: boolean }
  conversation: { text: string }[]
  output: string | null
  endUser: { name: string } | null
}
type Proof = { index: number; size: number; leaf: string; hashes: string[]; checkpoint: string }
type Sealed = { org: string; leafId: string; bytes: Buffer }

/** The sandbox model may repeat the prompt, so this is in the answer too. */
const MARKER = 'quixotic-lighthouse-7f3a91c2'
const USER = 'remembrance.tidewater@example.org'

const work = mkdtempSync(join(tmpdir(), 'sealwright-erase-'))
const server = new TestServer()
let ready: Ready
let admin: Person
let cli: CommandLine
let doomed = ''
let kept = ''
let proofBefore: { intent: Proof; outcome: Proof }
let sealed: Sealed
let oldWraps: WrapGroup[] = []
const backup = join(work, 'backup')

beforeAll(async () => {
  ready = await server.start()
  const call = (text: string, user: string) =>
    ask(ready.gateway, ready.key, text, { headers: { 'x-sealwright-user': user } })
  doomed = (await call(`My case is ${MARKER}, please look it up.`, USER)).evidence
  kept = (await call('This one stays with us.', 'somebody.else@example.org')).evidence
  admin = await Person.claims(ready, 'ana@example.com')
  cli = await admin.commandLine(['admin'])
  await eventually('published', async () => {
    const shown = await cli.run('ledger', 'show', doomed, '--output', 'json')
    return shown.code === 0 && JSON.parse(shown.stdout).state === 'published' ? true : undefined
  })
})
afterAll(async () => {
  await server.dispose()
  rmSync(work, { recursive: true, force: true })
})

/** RFC 6962 section 2.1.1, written from the text; shares no code with the product. */
function rootFrom(proof: Proof): string {
  const sha = (...parts: Buffer[]): Buffer => {
    const hash = createHash('sha256')
    for (const part of parts) hash.update(part)
    return hash.digest()
  }
  const path = proof.hashes.map((h) => Buffer.from(h, 'base64'))
  let at = sha(Buffer.from([0]), Buffer.from(proof.leaf, 'base64'))
  let [node, last] = [proof.index, proof.size - 1]
  for (const hash of path) {
    if (node % 2 === 1 || node === last) {
      at = sha(Buffer.from([1]), hash, at)
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)]
    } else at = sha(Buffer.from([1]), at, hash)
    ;[node, last] = [Math.floor(node / 2), Math.floor(last / 2)]
  }
  return at.toString('base64')
}

/** Every key that a key directory opens out of these groups, under any name. */
async function payloadKeys(keysDir: string, groups: readonly WrapGroup[], org: string): Promise<Buffer[]> {
  const store = await openFileKeyStore(keysDir, null)
  const found: Buffer[] = []
  const names = await store.list('')
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) {
    const key = await store.get(name)
    if (key === undefined || key.length !== 32) continue
    for (const group of groups)
      for (const id of new Set([group.segmentKey, name.split('/').at(-1) ?? ''])) {
        const opened = unwrapKeys(key, wrapName(org, id), group.wrapped)
        if (opened.ok) found.push(...opened.value)
      }
  }
  return found
}
const opens = (keys: readonly Buffer[]): boolean =>
  keys.some((key) => openPayload(key, sealed.leafId, 'request', sealed.bytes).ok)

/** Every byte string of a COPY text file that is a set of wrapped keys. */
const wrapsIn = (copy: string): WrapGroup[] =>
  [...copy.matchAll(/\\\\x([0-9a-f]+)/g)].flatMap((match) => {
    try {
      return decodeWraps(Buffer.from(match[1] ?? '', 'hex'))
    } catch {
      return []
    }
  })

/** The text as it stands, as hex (COPY of bytea) and as base64 at each alignment. */
function formsOf(text: string): Buffer[] {
  const bytes = Buffer.from(text)
  const base64 = [0, 1, 2].map((pad) =>
    Buffer.concat([Buffer.alloc(pad, 0x41), bytes])
      .toString('base64')
      .slice(pad === 0 ? 0 : 4, -4),
  )
  return [bytes, Buffer.from(bytes.toString('hex')), ...base64.map((b) => Buffer.from(b))]
}
function holding(files: readonly string[], texts: readonly string[]): string[] {
  const forms = texts.flatMap(formsOf)
  return files.filter((file) => {
    const bytes = readFileSync(file)
    return forms.some((form) => bytes.includes(form))
  })
}

describe('before the erasure', () => {
  it('an authorised person opens the words, and that is recorded', async () => {
    const opened = await admin.post<Detail>(`/calls/${doomed}/open`, { purpose: 'the person asked us' })
    expect(opened.payload).toMatchObject({ state: 'sealed', opened: 'original' })
    expect(JSON.stringify(opened.conversation)).toContain(MARKER)
  })

  it('a data backup and the keys of that day are put aside; with them the payload opens (so the search below can find)', async () => {
    const made = await cli.json<{ file: string }>('backup', 'data')
    mkdirSync(backup)
    copyFileSync(join(server.dataDir, 'backups', made.file), join(work, 'data.tar.gz'))
    execFileSync('tar', ['xzf', join(work, 'data.tar.gz'), '-C', backup])
    cpSync(join(server.dataDir, 'keys'), join(work, 'old-keys'), { recursive: true })
    proofBefore = await admin.get(`/calls/${doomed}/proof`)

    const client = await ownerClient(server.dataDir)
    try {
      const { rows } = await client.query<{
        org_id: string
        object: string
        directory: Buffer
        intent_n: string
      }>(
        `select c.org_id, b.object, b.directory, c.intent_n from call c join ledger_batch b
           on b.source_id = c.intent_source and b.n_first <= c.intent_n and b.n_first + b.count > c.intent_n where c.id = $1`,
        [doomed],
      )
      const row = rows[0]
      const piece =
        row &&
        decodeDirectory(row.directory).find((r) => r.name === 'request' && r.owner === Number(row.intent_n))
      const bytes =
        row &&
        piece &&
        (await fileBlobs(join(server.dataDir, 'blobs')).get(row.object, {
          start: piece.offset,
          end: piece.offset + piece.length,
        }))
      if (!bytes) throw new Error('no sealed request')
      sealed = { org: row.org_id, leafId: doomed, bytes: Buffer.from(bytes) }
      const wraps = await client.query<{ wraps: Buffer }>('select wraps from ledger_wrap')
      oldWraps = wraps.rows.flatMap((r) => decodeWraps(r.wraps))
    } finally {
      await client.end()
    }
    const inBackup = filesUnder(join(backup, 'tables')).flatMap((f) => wrapsIn(readFileSync(f, 'utf8')))
    expect(inBackup.length).toBeGreaterThan(0)
    oldWraps = [...oldWraps, ...inBackup]
    expect(opens(await payloadKeys(join(work, 'old-keys'), inBackup, sealed.org))).toBe(true)
  })
})

describe('the erasure', () => {
  let entry = ''
  it('is refused without a reason, and done by one command', async () => {
    expect((await cli.run('ledger', 'erase', doomed, '--request', 'ticket-4711')).code).toBe(2)
    const done = await cli.json<{ entry: string; payloads: number }>(
      ...['ledger', 'erase', doomed, '--reason', 'right to erasure', '--request', 'ticket-4711'],
    )
    expect(done.payloads).toBeGreaterThanOrEqual(2)
    entry = done.entry
  })

  it('the request’s page and its opening say erased; the other call still opens', async () => {
    const detail = await admin.get<Detail>(`/calls/${doomed}`)
    expect(detail.payload).toMatchObject({ state: 'erased', opened: 'none' })
    expect(JSON.stringify(detail)).not.toContain(MARKER)
    expect(detail.endUser).toBeNull()
    const opened = await admin.send<Detail>('POST', `/calls/${doomed}/open`, { purpose: 'try again' })
    expect(JSON.stringify(opened.value)).not.toContain(MARKER)
    const other = await admin.post<Detail>(`/calls/${kept}/open`, { purpose: 'compare' })
    expect(JSON.stringify(other.conversation)).toContain('This one stays with us.')
    expect(other.endUser?.name).toBe('somebody.else@example.org')
  })

  it('`privacy.erased` in the log says which, why, by whom and under which request', async () => {
    const shown = await eventually('erasure published', async () => {
      const value = await admin.get<{ type: string; state: string; body: object }>(`/entries/${entry}`)
      return value.state === 'published' ? value : undefined
    })
    expect(shown).toMatchObject({
      type: 'privacy.erased',
      body: { calls: [doomed], reason: 'right to erasure', request: 'ticket-4711' },
    })
  })

  it('the call’s leaves are what they were, and lie under the newest signed root', async () => {
    const after = await admin.get<{ intent: Proof; outcome: Proof }>(`/calls/${doomed}/proof`)
    for (const side of ['intent', 'outcome'] as const) {
      expect(after[side].leaf).toBe(proofBefore[side].leaf)
      expect(after[side].index).toBe(proofBefore[side].index)
      expect(rootFrom(after[side])).toBe(after[side].checkpoint.split('\n')[2])
      expect(after[side].size).toBeGreaterThan(proofBefore[side].size)
    }
    const out = join(work, 'log')
    expect((await cli.run('ledger', 'export', '--out', out)).code).toBe(0)
    execFileSync('python3', [join(import.meta.dirname, '../conformance/recompute_root.py'), out])
    const file = join(work, 'package.zip')
    const exported = await cli.run('audit', 'export', '--out', file)
    expect(exported.code, exported.stderr).toBe(0)
    const verified = await sealwright(['verify', file])
    expect(verified.code, verified.stdout).toBe(0)
    execFileSync('unzip', ['-q', '-o', file, '-d', join(work, 'package')])
    expect(holding(filesUnder(join(work, 'package')), [MARKER, USER])).toEqual([])
  })

  verifies(
    'LED-3',
    'with the server stopped, no file of its data directory holds the words, and no key of it opens what an older backup has',
    async () => {
      expect(await server.stop()).toBe(0)
      const files = filesUnder(server.dataDir)
      for (const part of ['blobs/', 'wal/', 'keys/', 'pg/base/', 'pg/pg_wal/'])
        expect(files.some((f) => f.startsWith(join(server.dataDir, part)))).toBe(true)
      // The search finds: the other caller's name still stands in the search rows.
      expect(holding(files, ['somebody.else@example.org']).length).toBeGreaterThan(0)
      expect(holding(files, [MARKER])).toEqual([])
      expect(holding(filesUnder(backup), [MARKER])).toEqual([])
      const now = join(server.dataDir, 'keys')
      expect(opens(await payloadKeys(now, oldWraps, sealed.org))).toBe(false)
      // The old keys still would: what protects is that they are gone, and they are gone from every file here.
      const dead = (await payloadKeys(join(work, 'old-keys'), oldWraps, sealed.org)).filter(
        (key) => openPayload(key, sealed.leafId, 'request', sealed.bytes).ok,
      )
      expect(dead.length).toBeGreaterThan(0)
      for (const file of files) {
        const bytes = readFileSync(file)
        for (const key of dead) expect(bytes.includes(key), file).toBe(false)
      }
    },
  )
})
