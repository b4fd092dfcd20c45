import type { z } from 'zod'
import { notFound, problem } from '../../lib/problem.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { Json, JsonObject } from '../../lib/json.ts'
import { newId } from '../../platform/random.ts'
import type { Tx } from '../../platform/db.ts'
import { authorOf, installation, principalOfBy, record, type By } from '../../identity/record.ts'
import type { SystemAddress } from '../../identity/ports.ts'
import { systemDirectory } from '../inventory/index.ts'
import type { versionInputSchema } from './contract.ts'
import type { RegistryDeps } from './deps.ts'
import { deployVersion } from './deploy.ts'
import { labelOf, versionDigest, type Source } from './model.ts'
import { insertVersion, lastOfModel, lockModel, versionByLabel, type VersionRow } from './store.ts'

export type VersionInput = z.infer<typeof versionInputSchema>

/**
 * The next version of a model as a draft, in the caller's transaction. Errors: `system_not_found`, `system_retired` (409),
 * `upstream_not_found`, `model_of_other_system` (409), `version_unchanged` (409), `config_invalid` (400).
 */
export async function registerVersion(
  deps: RegistryDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  input: VersionInput,
): Promise<VersionRow> {
  const system = await systemDirectory.systemByName(tx, org, input.system)
  if (system === undefined) throw notFound('system', input.system)
  if (!system.active)
    throw problem('system_retired', 409, `system \`${system.name}\` is retired: it gets no versions`, {
      where: 'system',
    })
  if (!(await deps.upstreams.upstreamExists(tx, org, input.upstream)))
    throw notFound('upstream', input.upstream)
  const source: Source =
    input.sha256 === undefined
      ? { kind: 'hosted', upstream: input.upstream, modelId: input.modelId }
      : { kind: 'artifact', upstream: input.upstream, modelId: input.modelId, sha256: input.sha256 }
  return write(deps, tx, org, by, system, {
    model: input.model,
    source,
    config: asJson(input.config),
    bootstrap: false,
  })
}

export type BootstrapInput = {
  readonly system: SystemAddress
  readonly model: string
  readonly upstream: string
  readonly modelId: string
  readonly config?: JsonObject
}

/**
 * The installation's own sandbox version: approved by nobody, shown as `bootstrap`, and possible in `trial` only, so that it is no way round
 * an approval anywhere else. Registered and deployed in the caller's transaction. Returns its label.
 */
export async function bootstrapVersion(
  deps: RegistryDeps,
  tx: Tx,
  org: OrgId,
  input: BootstrapInput,
): Promise<{ readonly id: string; readonly label: string }> {
  if (input.system.environment !== 'trial')
    throw new Error(`a bootstrap version belongs to a trial system, not to ${input.system.name}`)
  const by = installation(org, 'bootstrap')
  const version = await write(deps, tx, org, by, input.system, {
    model: input.model,
    source: { kind: 'hosted', upstream: input.upstream, modelId: input.modelId },
    config: input.config ?? {},
    bootstrap: true,
  })
  await deployVersion(deps, tx, org, by, version, 'trial')
  return { id: version.id, label: labelOf(version) }
}

async function write(
  deps: RegistryDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  system: SystemAddress,
  input: {
    readonly model: string
    readonly source: Source
    readonly config: JsonObject
    readonly bootstrap: boolean
  },
): Promise<VersionRow> {
  await lockModel(tx, org, input.model)
  const last = await lastOfModel(tx, org, input.model)
  if (last !== undefined && last.system_id !== system.id)
    throw problem(
      'model_of_other_system',
      409,
      `model \`${input.model}\` belongs to system \`${last.system_name}\``,
      { where: 'model', fix: 'choose another model name' },
    )
  const digest = versionDigest(input.source, input.config)
  if (last !== undefined && last.digest === digest && last.state !== 'rejected' && last.state !== 'retired')
    throw problem('version_unchanged', 409, `\`${labelOf(last)}\` has the same source and config`, {
      fix: `use \`${labelOf(last)}\``,
    })
  const id = newId(deps.clock, deps.random)
  const number = (last?.number ?? 0) + 1
  const author = authorOf(principalOfBy(by))
  await insertVersion(tx, org, {
    id,
    model: input.model,
    number,
    systemId: system.id,
    source: input.source,
    config: input.config,
    digest,
    author,
    bootstrap: input.bootstrap,
    at: new Date(deps.clock.nowMs()),
  })
  await record(deps, tx, org, {
    type: input.bootstrap ? 'registry.bootstrap' : 'registry.registered',
    by,
    sys: system.ref,
    body: {
      version: id,
      label: `${input.model}@${number}`,
      system: system.id,
      digest,
      source: input.source.kind,
      ...(input.source.kind === 'artifact' ? { sha256: input.source.sha256 } : {}),
    },
  })
  const row = await versionByLabel(tx, org, { model: input.model, number })
  if (row === undefined) throw new Error('the version that was just written is not there')
  return row
}

/** The schema says "unknown values"; what came out of JSON.parse is JSON. */
const asJson = (config: Record<string, unknown>): JsonObject => config as Record<string, Json>
