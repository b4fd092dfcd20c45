import { z } from 'zod'
import { endpoint, pageOf, pageQuerySchema } from '../../identity/endpoint.ts'
import { backupSchema, healthSchema, setupSchema } from './contract.ts'

export const operationsApi = {
  health: endpoint('operations.health', {
    summary: 'Health of each part',
    action: 'settings.read',
    answer: healthSchema,
  }),
  setup: endpoint('operations.setup', {
    summary: 'How far the set-up is, read from the data',
    action: 'system.read',
    answer: setupSchema,
  }),
  backups: endpoint('operations.backups', {
    summary: 'Backups, newest first',
    action: 'settings.read',
    query: pageQuerySchema.pick({ limit: true, cursor: true }),
    answer: pageOf(backupSchema),
  }),
  backUp: endpoint('operations.backUp', {
    summary: 'Back up the data, or the keys',
    action: 'backup.run',
    body: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('data') }),
      z.strictObject({
        kind: z.literal('keys'),
        to: z.string().max(2_000).optional().describe('X25519 public key: PEM, or `x25519:<base64>`'),
        passphrase: z.string().max(1_000).optional(),
        expiresInDays: z.number().int().min(1).max(400).optional(),
      }),
    ]),
    answer: backupSchema,
    status: 201,
  }),
  testBackup: endpoint('operations.testBackup', {
    summary: 'Restore a backup into a scratch database and drop it',
    action: 'backup.run',
    answer: backupSchema,
  }),
}
