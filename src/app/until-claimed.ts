import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { problem } from '../lib/problem.ts'
import type { Config } from '../platform/config.ts'
import { problemBody } from '../platform/http-guard.ts'
import { isLoopback } from '../platform/load-config.ts'

export type UntilClaimed = {
  /** False while only this machine may come in. */
  readonly open: boolean
  guard(route: RequestListener): RequestListener
}

/**
 * Whoever opens the set-up link first becomes the administrator, so until there is one, a listener beyond loopback (or behind a proxy) serves
 * this machine only; health probes excepted, which tell nothing. A server on loopback needs none of this.
 */
export async function untilClaimed(
  config: Pick<Config, 'host' | 'trustedProxy'>,
  isClaimed: () => Promise<boolean>,
): Promise<UntilClaimed> {
  let open = (isLoopback(config.host) && config.trustedProxy === null) || (await isClaimed())
  let asking: Promise<boolean> | undefined
  /** One question at a time, however many knock. */
  const ask = (): Promise<boolean> =>
    (asking ??= isClaimed()
      .then((claimed) => (open = claimed))
      .finally(() => (asking = undefined)))
  return {
    get open() {
      return open
    },
    guard: (route) => (req, res) => {
      if (open || fromHere(req) || req.url === '/healthz' || req.url === '/readyz') return route(req, res)
      ask().then(
        (claimed) => (claimed ? route(req, res) : refuse(res)),
        () => refuse(res),
      )
    },
  }
}

/** No address: a private socket of this machine. */
function fromHere(req: IncomingMessage): boolean {
  if (req.headers['x-forwarded-for'] !== undefined || req.headers['forwarded'] !== undefined) return false
  const { remoteAddress } = req.socket
  return remoteAddress === undefined || isLoopback(remoteAddress.replace(/^::ffff:/, ''))
}

function refuse(res: ServerResponse): void {
  const { problem: shown } = problem(
    'not_claimed',
    403,
    'this installation has no administrator yet: until then only its own machine reaches it',
    { fix: 'open the set-up link on that machine, or through a tunnel to it (`ssh -L`)' },
  )
  // Whatever body follows is not read.
  res.writeHead(shown.status, { 'content-type': 'application/problem+json', connection: 'close' })
  res.end(JSON.stringify(problemBody(shown, '')))
}
