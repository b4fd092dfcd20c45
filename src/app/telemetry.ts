import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { hostname } from 'node:os'
import { collector, scrape, type Gateway, type GatewayDeps } from '../features/gateway/index.ts'
import type { Authorizer } from '../identity/authorize.ts'
import type { Principal } from '../identity/contract.ts'
import { problem } from '../lib/problem.ts'
import type { Config } from '../platform/config.ts'
import type { Log } from '../platform/log.ts'
import { allowList, createOutbound } from '../platform/outbound.ts'
import type { Work } from '../platform/work.ts'
import type { Store } from './store.ts'

/** The gateway's telemetry as configured. The collector's own address is allowed, private or not: the operator named it. */
export function telemetryOf(
  store: Pick<Store, 'config' | 'lifecycle'>,
  about: { readonly version: string; readonly work?: Pick<Work, 'counts'> },
): NonNullable<GatewayDeps['telemetry']> {
  const { prometheus, serverTiming, otlp } = store.config.telemetry
  return {
    prometheus,
    serverTiming,
    otlp:
      otlp === null
        ? null
        : { post: postTo(store, otlp), sampleRatio: otlp.sampleRatio, metricsEveryMs: 60_000 },
    resource: { version: about.version, instance: `${hostname()}-${process.pid}` },
    async more() {
      // a gateway worker runs no jobs
      if (about.work === undefined) return []
      const { queued, running, late, parked } = await about.work.counts()
      const gauge = (state: string, help: string, value: number) => ({
        name: `sealwright_jobs_${state}`,
        help,
        value,
      })
      return [
        gauge('queued', 'Jobs that wait.', queued),
        gauge('running', 'Jobs that run.', running),
        gauge('late', 'Jobs that wait more than a minute past their time.', late),
        gauge(
          'parked',
          'Jobs and events given up after their attempts, at most 20 are counted.',
          parked.length,
        ),
      ]
    },
  }
}

function postTo(
  store: Pick<Store, 'lifecycle'>,
  otlp: NonNullable<Config['telemetry']['otlp']>,
): ReturnType<typeof collector> {
  const url = new URL(otlp.endpoint)
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  const outbound = createOutbound({ allows: allowList([`${url.hostname}:${port}`]) })
  store.lifecycle.onStop({ name: 'collector connections', deadlineMs: 5_000, stop: () => outbound.close() })
  return collector(outbound, otlp)
}

type Asks = (req: IncomingMessage, res: ServerResponse) => void

/** `/metrics` of the main listener: by API token. Not configured: it does not exist. */
export const answerScrapes =
  (
    log: Log,
    telemetry: Gateway['telemetry'],
    identity: {
      readonly resolveToken: (token: string) => Promise<Principal | null>
      readonly authorizer: Authorizer
    },
  ): Asks =>
  (req, res) =>
    answer(log, res, () =>
      telemetry === null || !telemetry.scrapes
        ? Promise.resolve(void res.writeHead(404, { 'content-type': 'text/plain' }).end('not configured\n'))
        : scrape(req, res, telemetry, {
            principalOfToken: identity.resolveToken,
            authorizer: identity.authorizer,
          }),
    )

/** The listener for scrapers on this machine, without a token; `undefined` when none is configured. */
export async function listenForScrapes(
  config: Config,
  log: Log,
  telemetry: Gateway['telemetry'],
): Promise<{ close(): Promise<void> } | undefined> {
  const at = config.telemetry.metricsListen
  if (at === null || telemetry === null) return undefined
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 10_000 }, (req, res) => {
    // a page in a browser on this machine must not read it under another name (DNS rebinding)
    const host = (req.headers.host ?? '').replace(/:\d+$/, '')
    if (!['127.0.0.1', 'localhost', '[::1]', at.host].includes(host)) {
      res.writeHead(421).end()
      return
    }
    if (req.url !== '/metrics') {
      res.writeHead(404).end()
      return
    }
    answer(log, res, () => scrape(req, res, telemetry, null))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? problem('port_in_use', 409, `port ${at.port} on \`${at.host}\` is taken by another program`, {
              where: 'telemetry.metricsListen',
            })
          : error,
      ),
    )
    server.listen(at.port, at.host, resolve)
  })
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A scrape that fails is logged and answered; it never ends the process. */
function answer(log: Log, res: ServerResponse, run: () => Promise<void>): void {
  run().catch((error: unknown) => {
    log.warn({ error }, 'metrics could not be given')
    if (!res.headersSent) res.writeHead(503, { 'content-type': 'text/plain' })
    res.end()
  })
}
