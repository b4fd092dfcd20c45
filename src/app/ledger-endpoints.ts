import { z } from 'zod'
import { endpoint } from '../identity/endpoint.ts'
import { rotationReasons } from '../ledger/index.ts'
import { entrySchema, evidenceSchema, inclusionSchema, ledgerStatusSchema } from '../ledger/views.ts'

export const ledgerApi = {
  status: endpoint('ledger.status', {
    summary: 'The logs of this workspace',
    action: 'ledger.read',
    answer: z.array(ledgerStatusSchema),
  }),
  evidence: endpoint('ledger.evidence', {
    summary: 'The entries behind an evidence id',
    action: 'ledger.read',
    answer: evidenceSchema,
  }),
  entry: endpoint('ledger.entry', {
    summary: 'One ledger entry',
    action: 'ledger.read',
    answer: entrySchema,
  }),
  proof: endpoint('ledger.proof', {
    summary: 'Inclusion proof of one entry',
    action: 'ledger.read',
    answer: inclusionSchema,
  }),
  consistency: endpoint('ledger.consistency', {
    summary: 'Proof that a larger log continues a smaller one',
    action: 'ledger.read',
    query: z.object({
      origin: z.string().max(200),
      from: z.coerce.number().int().min(0),
      to: z.coerce.number().int().min(0),
    }),
    answer: z.object({
      origin: z.string(),
      from: z.number(),
      to: z.number(),
      hashes: z.array(z.string()).describe('base64'),
    }),
  }),
  erase: endpoint('ledger.erase', {
    summary: 'Destroy the keys of calls’ payloads; every proof stays valid',
    action: 'ledger.erase',
    body: z.strictObject({
      callIds: z.array(z.uuid()).min(1).max(1000),
      reason: z.string().trim().min(1).max(2000),
      request: z.string().trim().min(1).max(200),
    }),
    answer: z.object({ entry: z.string(), payloads: z.number(), segmentKeys: z.number() }),
    status: 201,
  }),
  rotateKey: endpoint('ledger.rotateKey', {
    summary: 'A new signing key for the log',
    action: 'ledger.maintain',
    body: z.strictObject({ why: z.enum(rotationReasons).default('scheduled') }),
    answer: z.object({
      origin: z.string(),
      vkey: z.string(),
      replaces: z.array(z.string()),
      bothSignUntil: z.number(),
      entry: z.string(),
    }),
    status: 201,
  }),
  rebuildCalls: endpoint('calls.rebuild', {
    summary: 'Make the search rows of calls again from the ledger',
    action: 'ledger.maintain',
    body: z.strictObject({}),
    answer: z.object({ added: z.number(), entry: z.string() }),
    status: 201,
  }),
}
