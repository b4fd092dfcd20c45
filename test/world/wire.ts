import { generateKeyPairSync } from 'node:crypto'
import type { UpstreamKind, UpstreamOptions } from '../../src/features/policies/contract.ts'
import { ORG, startGateway, version, type GatewayWorld } from './gateway.ts'
import { startProvider, type Provider } from './provider.ts'

type Up = {
  readonly name: string
  readonly kind: UpstreamKind
  readonly base: string
  readonly key: string
  readonly model: string
  readonly options?: UpstreamOptions
}

// a key of the form that AWS gives, in parts so that no scanner takes it for a real one
const AWS = [['AKIA', 'T3ST', 'KEY', 'X'.repeat(9)].join(''), 'secret/of+the+test'].join(':')

/** One upstream of every kind, with a route and version of its name. */
function upstreamsAt(url: string): Up[] {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const eu = { region: 'eu-west-1' }
  const account = {
    client_email: 'a@b.example',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    private_key_id: 'kid',
    token_uri: `${url}/token`,
  }
  const claude = 'eu.anthropic.claude-x-v1:0'
  const vertex = `${url}/v1/projects/p/locations/l`
  return [
    { name: 'openai', kind: 'openai', base: `${url}/v1`, key: 'k', model: 'gpt-x' },
    {
      name: 'native',
      kind: 'openai',
      base: `${url}/v1`,
      key: 'k',
      model: 'gpt-x',
      options: { responses: true },
    },
    {
      name: 'azure',
      kind: 'azure',
      base: url,
      key: 'k',
      model: 'dep-1',
      options: { apiVersion: '2024-10-21' },
    },
    { name: 'azure-v1', kind: 'azure', base: url, key: 'k', model: 'dep-1' },
    { name: 'mistral', kind: 'mistral', base: `${url}/v1`, key: 'k', model: 'mistral-x' },
    { name: 'anthropic', kind: 'anthropic', base: url, key: 'k', model: 'claude-x' },
    { name: 'bedrock', kind: 'bedrock', base: url, key: AWS, model: 'amazon.nova-v1:0', options: eu },
    {
      name: 'bedrock-claude',
      kind: 'bedrock',
      base: url,
      key: 'api-key-of-bedrock',
      model: claude,
      options: eu,
    },
    { name: 'gemini', kind: 'gemini', base: `${url}/v1beta`, key: 'k', model: 'gemini-x' },
    { name: 'vertex', kind: 'vertex', base: vertex, key: JSON.stringify(account), model: 'gemini-x' },
    {
      name: 'vertex-claude',
      kind: 'vertex',
      base: vertex,
      key: JSON.stringify(account),
      model: 'claude-x@1',
    },
  ]
}

export type WireWorld = GatewayWorld & {
  readonly provider: Provider
  /** Before each test: an ordinary provider. */
  reset(): void
}

/** A gateway whose routes `openai`, `azure`, `anthropic`, ... lead to one provider that speaks every format. */
export async function startWireWorld(): Promise<WireWorld> {
  const world = await startGateway()
  const provider = await startProvider()
  const [chat] = world.parts.routes
  if (chat === undefined) throw new Error('no route')
  for (const up of upstreamsAt(provider.url)) {
    const { name, kind, base: baseUrl, options = {}, key } = up
    world.parts.upstreams.push({ id: `up-${name}`, org: ORG, name, kind, baseUrl, options, key })
    world.parts.versions.push(version(`${name}@1`, name, { modelId: up.model }))
    world.parts.routes.push({ ...chat, id: `route-${name}`, name, targets: [`version-${name}@1`] })
  }
  await world.commit()
  return Object.assign(world, {
    provider,
    reset() {
      provider.seen.length = 0
      provider.script = { text: 'Hello from the provider.' }
      provider.cutting = 'frames'
      provider.instead = null
    },
    close: closing(world, provider),
  })
}

function closing(world: GatewayWorld, provider: Provider): () => Promise<void> {
  const close = world.close.bind(world)
  return async () => {
    await close()
    await provider.close()
  }
}
