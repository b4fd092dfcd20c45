import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BreakableFs } from '../../test/world/fake-spool-fs.ts'
import {
  evidenceOf,
  intentOf,
  ledgerWorld,
  newCallId,
  outcomeOf,
  verdict,
  type LedgerWorld,
} from '../../test/world/ledger.ts'
import { verifies } from '../../test/promises.ts'
import { canonicalize } from '../lib/canonical.ts'
import type { OrgId } from '../lib/ids.ts'
import { systemClock } from '../platform/clock.ts'
import { newId, systemRandom } from '../platform/random.ts'
import { writeIntentBody, writeLeafTail, writeOutcomeBody } from './bodies.ts'
import { textOf } from './scribe.ts'
import { encodeEnvelope, parseEnvelope } from './format/envelope.ts'
import { leafType } from './recover.ts'
import { isBatch, readBatch } from './records.ts'
import { scanSlot } from './spool.ts'
import { nodeSpoolFs } from './spool-fs.ts'

let world: LedgerWorld
const installation = newId(systemClock, systemRandom)
const org = newId(systemClock, systemRandom) as string as OrgId
beforeEach(async () => {
  world = await ledgerWorld()
})
afterEach(() => world.close())

/** Every entry in the slot in order. */
async function entries(
  slotDir: string,
): Promise<{ type: string; n: number; body: Record<string, unknown>; p: string; e: string }[]> {
  const scan = await scanSlot(slotDir, nodeSpoolFs)
  return scan.segments.flatMap((segment) =>
    segment.frames
      .filter((frame) => isBatch(frame.body))
      .flatMap((frame) =>
        readBatch(frame.body).entries.map((entry) => {
          const envelope = parseEnvelope(entry.leaf)
          if (!envelope.ok || 'tx' in envelope.value.src) throw new Error('leaf')
          return {
            type: leafType(entry.leaf),
            n: envelope.value.src.n,
            p: envelope.value.src.p,
            e: envelope.value.src.e,
            body: JSON.parse(entry.body.toString()),
          }
        }),
      ),
  )
}

describe('hot templates', () => {
  it('are exactly what the generic canonical encoder makes, whatever the order of keys given', () => {
    const guards = [
      verdict('input', { found: { zeta: 2, alpha: 1, 'e-mail': 3 } }),
      verdict('output', { action: 'mask', guard: 'pii' }),
    ]
    const intent = intentOf(org, { input: guards, policyDigest: 'ab', routeId: 'Straße "7"\u2028' })
    const payloads = [{ name: 'client', commitment: 'ff', bytes: 3, full: { commitment: 'aa', bytes: 9 } }]
    const body = textOf((out) => writeIntentBody(out, intent, payloads))
    expect(body).toBe(canonicalize(JSON.parse(body)))
    const outcome = outcomeOf(intent.callId, {
      output: guards,
      decidedBy: 'pii: email x2',
      timingsUs: { upstream: 3, authenticate: 1, total: 9 },
    })
    const second = textOf((out) => writeOutcomeBody(out, outcome, { p: 'p', e: '1', n: 4 }, payloads))
    expect(second).toBe(canonicalize(JSON.parse(second)))
    const leaf = {
      b: 'a'.repeat(64),
      id: newCallId(),
      producer: 'p1',
      epoch: '7',
      counter: 12,
      sys: 'sys-1',
      ts: '2026-11-22T10:00:00.000Z',
      type: 'gateway.intent',
    }
    expect(`{"b":"${leaf.b}${textOf((out) => writeLeafTail(out, leaf))}`).toBe(
      encodeEnvelope({
        v: 1,
        id: leaf.id,
        type: leaf.type,
        src: { p: 'p1', e: '7', n: 12 },
        ts: leaf.ts,
        sys: leaf.sys,
        b: leaf.b,
      }),
    )
  })

  it('write fractions and non-numbers as integers, never as floats', () => {
    const body = JSON.parse(
      textOf((out) =>
        writeOutcomeBody(
          out,
          outcomeOf(newCallId(), { costMicroUsd: 1.5, tokensIn: Number.NaN }),
          { p: 'p', e: '1', n: 0 },
          [],
        ),
      ),
    )
    expect(body).toMatchObject({ costMicroUsd: 2, tokensIn: 0 })
  })
})

describe('recorder', () => {
  it('numbers entries without a gap per organisation and says goodbye with src.close', async () => {
    const other = newId(systemClock, systemRandom) as string as OrgId
    const evidence = await evidenceOf(world, installation)
    await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const intent = intentOf(i % 3 === 0 ? other : org)
        await evidence.recorder.intent(intent)
        await evidence.recorder.outcome(outcomeOf(intent.callId))
      }),
    )
    await evidence.close()
    const all = await entries(evidence.slotDir)
    expect(all.filter((e) => e.type === 'src.close')).toHaveLength(2)
    expect(all.filter((e) => e.type.startsWith('gateway.'))).toHaveLength(120)
  })

  verifies('GW-2', 'a refused call has its intent and its outcome in one durable write', async () => {
    const fs = new BreakableFs()
    const evidence = await evidenceOf(world, installation, { fs })
    await evidence.recorder.mark(org)
    const writes = fs.writeCount
    const intent = intentOf(org)
    await evidence.recorder.refused(
      intent,
      outcomeOf(intent.callId, {
        status: 'blocked',
        verdict: 'blocked',
        httpStatus: 403,
        code: 'policy_injection',
        response: undefined,
      }),
    )
    expect(fs.writeCount).toBe(writes + 1)
    await evidence.close()
    expect((await entries(evidence.slotDir)).map((e) => e.type)).toEqual([
      'src.mark',
      'gateway.intent',
      'gateway.outcome',
      'src.close',
    ])
  })

  it('holds no client string in an entry: prompt, answer, end user and asked model are in sealed payloads only', async () => {
    const evidence = await evidenceOf(world, installation)
    const intent = intentOf(org, {
      requestedModel: 'secret-model',
      request: Buffer.from('secret-prompt'),
      principal: { keyId: null, team: null, endUser: { name: 'secret-user', proof: 'asserted' } },
    })
    await evidence.recorder.intent(intent)
    await evidence.recorder.outcome(outcomeOf(intent.callId, { response: Buffer.from('secret-answer') }))
    await evidence.close()
    expect(JSON.stringify(await entries(evidence.slotDir))).not.toContain('secret-')
  })

  for (const mode of ['lost', 'reported-lost', 'torn'] as const)
    verifies(
      'GW-2',
      `an intent whose write is ${mode} is refused; numbering has no gap and the missed call is told as evidence.gap`,
      async () => {
        const fs = new BreakableFs()
        const evidence = await evidenceOf(world, installation, { fs })
        const before = intentOf(org)
        await evidence.recorder.intent(before)
        fs.writes = mode
        await expect(evidence.recorder.intent(intentOf(org))).rejects.toMatchObject({
          code: 'evidence_write_failed',
        })
        await expect(evidence.recorder.outcome(outcomeOf(before.callId))).rejects.toMatchObject({
          code: 'evidence_write_failed',
        })
        fs.writes = 'none'
        const after = intentOf(org)
        await evidence.recorder.intent(after)
        await evidence.recorder.outcome(outcomeOf(after.callId))
        await evidence.recorder.drained()
        await evidence.close()
        const all = await entries(evidence.slotDir)
        expect(all.map((e) => e.n)).toEqual(all.map((_, i) => i))
        expect(all.filter((e) => e.type === 'evidence.gap').map((e) => e.body)).toEqual([{ count: 1 }])
        // The call whose outcome the disk refused ends as unknown, and says why.
        const outcomes = all.filter((e) => e.type === 'gateway.outcome')
        expect(outcomes.find((e) => e.body['call'] === before.callId)?.body).toMatchObject({
          status: 'unknown',
          code: 'evidence_write_failed',
        })
        expect(outcomes.find((e) => e.body['call'] === after.callId)?.body).toMatchObject({
          status: 'completed',
        })
      },
    )

  it('counts refusals of unknown keys above 50 a second in one entry', async () => {
    let now = 1_795_000_000_000
    const evidence = await evidenceOf(world, installation, {
      clock: { nowMs: () => now, monotonicUs: () => now * 1000 },
    })
    const answers = await Promise.all(
      Array.from({ length: 80 }, () =>
        evidence.recorder.refusedUnknown({
          callId: newCallId(),
          atMs: now,
          code: 'key_unknown',
          httpStatus: 401,
        }),
      ),
    )
    expect(answers.filter((a) => a === 'recorded')).toHaveLength(50)
    now += 1000
    await evidence.recorder.refusedUnknown({
      callId: newCallId(),
      atMs: now,
      code: 'key_unknown',
      httpStatus: 401,
    })
    await evidence.close()
    const all = await entries(evidence.slotDir)
    expect(all.filter((e) => e.type === 'gateway.refused')).toHaveLength(51)
    expect(all.filter((e) => e.type === 'gateway.refused.batch').map((e) => e.body)).toMatchObject([
      { count: 30, codes: { key_unknown: 30 } },
    ])
  })

  verifies(
    'GW-2',
    'after a kill every intent has its outcome: unknown, with the output that the client had already read',
    async () => {
      const killed = await evidenceOf(world, installation)
      const done = intentOf(org)
      const open = intentOf(org)
      const streamed = intentOf(org, { stream: true })
      await Promise.all([done, open, streamed].map((intent) => killed.recorder.intent(intent)))
      await killed.recorder.outcome(outcomeOf(done.callId))
      await killed.recorder.chunk(streamed.callId, Buffer.from('Thirty '))
      await killed.recorder.chunk(streamed.callId, Buffer.from('days'))
      // No close: the process is gone. Its lock is still there, held by a process that is "dead".
      await nodeSpoolFs.remove(`${killed.slotDir}/lock`)
      const evidence = await evidenceOf(world, installation)
      expect(evidence.recoveredCalls).toBe(2)
      await evidence.close()
      const all = await entries(evidence.slotDir)
      const outcomes = all.filter((e) => e.type === 'gateway.outcome')
      expect(outcomes.map((e) => [e.body['call'], e.body['status']]).sort()).toEqual(
        [
          [done.callId, 'completed'],
          [open.callId, 'unknown'],
          [streamed.callId, 'unknown'],
        ].sort(),
      )
      const response = outcomes.find((e) => e.body['call'] === streamed.callId)?.body['payloads']
      expect(response).toMatchObject([
        {
          name: 'response',
          bytes: 'Thirty days'.length,
          commitment: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ])
      expect(all.filter((e) => e.type === 'src.recovered').map((e) => e.body)).toEqual([
        { p: killed.producer, e: killed.epoch, last: 3 },
      ])
      // Killed again right after: nothing is told twice.
      await nodeSpoolFs.remove(`${evidence.slotDir}/lock`)
      const again = await evidenceOf(world, installation)
      expect(again.recoveredCalls).toBe(0)
      await again.close()
      expect((await entries(again.slotDir)).filter((e) => e.type === 'gateway.outcome')).toHaveLength(3)
    },
  )

  it('drains the slot of a dead neighbour and ends its calls', async () => {
    const first = await evidenceOf(world, installation)
    const neighbour = await evidenceOf(world, installation)
    expect(neighbour.slotDir).not.toBe(first.slotDir)
    const intent = intentOf(org)
    await neighbour.recorder.intent(intent)
    await first.close()
    await nodeSpoolFs.remove(`${neighbour.slotDir}/lock`)
    const evidence = await evidenceOf(world, installation)
    expect(evidence.orphans.map((o) => o.dir)).toEqual([neighbour.slotDir])
    expect(evidence.recoveredCalls).toBe(1)
    await evidence.close()
    const outcome = (await entries(evidence.slotDir)).find((e) => e.type === 'gateway.outcome')
    expect(outcome?.body).toMatchObject({
      call: intent.callId,
      status: 'unknown',
      intent: { p: neighbour.producer, e: neighbour.epoch, n: 0 },
    })
  })
})
