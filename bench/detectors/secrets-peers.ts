/** The npm packages that people would take instead, behind one function each. A package that is not installed is left out and named. */
export type Peer = { readonly name: string; readonly flags: (text: string) => boolean | Promise<boolean> }

const load = async (name: string): Promise<Record<string, unknown> | null> => {
  try {
    const module: Record<string, unknown> = await import(name)
    return module
  } catch (cause) {
    console.log(
      `left out: ${name} (${cause instanceof Error ? cause.message.split('\n')[0] : 'does not load'})`,
    )
    return null
  }
}
const member = (from: unknown, name: string): unknown =>
  typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined

export async function secretPeers(): Promise<Peer[]> {
  const made = [await openaiGuardrails(), await openredaction(), await secretlint()]
  return made.filter((p): p is Peer => p !== null)
}

async function openaiGuardrails(): Promise<Peer | null> {
  const module = await load('@openai/guardrails')
  const check = member(module, 'secretKeysCheck') ?? member(member(module, 'checks'), 'secretKeysCheck')
  if (typeof check !== 'function') return null
  return {
    name: '@openai/guardrails secret keys (balanced)',
    flags: async (text) =>
      member(
        await Reflect.apply(check, undefined, [{}, text, { threshold: 'balanced' }]),
        'tripwireTriggered',
      ) === true,
  }
}

const CREDENTIALS =
  /key|token|secret|password|credential|jwt|auth|bearer|private|connection|api|webhook|aws|github|stripe|slack|google|azure/i

async function openredaction(): Promise<Peer | null> {
  const module = await load('@openredaction/openredaction')
  const Maker = member(module, 'OpenRedaction')
  if (typeof Maker !== 'function') return null
  const detector: unknown = Reflect.construct(Maker, [{}])
  const detect = member(detector, 'detect')
  if (typeof detect !== 'function') return null
  return {
    name: '@openredaction/openredaction (types that name a credential)',
    flags: async (text) => {
      const found = member(await Reflect.apply(detect, detector, [text]), 'detections')
      return Array.isArray(found) && found.some((d) => CREDENTIALS.test(String(member(d, 'type'))))
    },
  }
}

async function secretlint(): Promise<Peer | null> {
  const core = await load('@secretlint/core')
  const preset = await load('@secretlint/secretlint-rule-preset-recommend')
  const lint = member(core, 'lintSource')
  if (typeof lint !== 'function' || preset === null) return null
  const config = {
    rules: [
      {
        id: '@secretlint/secretlint-rule-preset-recommend',
        rule: preset['creator'] ?? preset['default'],
        options: {},
      },
    ],
  }
  return {
    name: '@secretlint preset-recommend',
    flags: async (text) => {
      const result: unknown = await Reflect.apply(lint, undefined, [
        {
          source: { filePath: '/text.txt', content: text, contentType: 'text', ext: '.txt' },
          options: { config, noPhysicFilePath: true },
        },
      ])
      const messages = member(result, 'messages')
      return Array.isArray(messages) && messages.length > 0
    },
  }
}
