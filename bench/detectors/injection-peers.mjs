/**
 * Child of injection.ts: npm packages that people would take instead, one at a time, on lines of {text} from stdin; answers 0 or 1 a line,
 * then the CPU time. It cannot reach the network: sockets and look-ups are refused before a package is loaded, since some start servers or
 * download when imported. Packages come from bench/detectors/package.json, never from the product's own dependencies.
 */
import dns from 'node:dns'
import net from 'node:net'
import { createInterface } from 'node:readline'

const refuse = () => {
  throw new Error('no network in a bench')
}
net.Socket.prototype.connect = refuse
net.Server.prototype.listen = refuse
dns.lookup = refuse
globalThis.fetch = refuse

const peers = {
  '@andersmyrmel/vard': async () => {
    const { default: vard } = await import('@andersmyrmel/vard')
    return (text) => !vard.moderate().safeParse(text).safe
  },
  llm_guardrail: async () => {
    const { checkInjection } = await import('llm_guardrail')
    return async (text) => (await checkInjection(text)).allowed === false
  },
  // Its mode `heuristic` starts a worker at the path of the machine that built it and ends the process; `language-model` needs a model.
  '@presidio-dev/hai-guardrails': async () => {
    const { injectionGuard } = await import('@presidio-dev/hai-guardrails')
    const guard = injectionGuard({ roles: ['user'] }, { mode: 'pattern', threshold: 0.5 })
    return async (text) => (await guard([{ role: 'user', content: text }])).some((m) => m.passed === false)
  },
}
const say = process.stdout.write.bind(process.stdout)
// packages that talk while they work must not be read as answers
process.stdout.write = () => true
const flags = await peers[process.argv[2]]()
const texts = []
for await (const line of createInterface({ input: process.stdin })) texts.push(JSON.parse(line).text)
const start = process.cpuUsage()
const answers = []
for (const text of texts) answers.push((await flags(text)) ? 1 : 0)
const { user } = process.cpuUsage(start)
say(`${JSON.stringify({ answers, microseconds: user })}\n`)
process.exit(0)
