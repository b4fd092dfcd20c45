import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { problem, type ProblemError } from '../lib/problem.ts'
import { addressBlock } from '../platform/address-block.ts'
import type { Config } from '../platform/config.ts'
import { problemBody } from '../platform/http-guard.ts'
import { isLoopback } from '../platform/load-config.ts'

/** Who may come in, before any request is read further. */
export type Door = {
  /** Whatever this peer asks may be served, by any process. */
  admits(address: string | undefined): boolean
  /** Looks at each request of a peer that the door does not admit outright. */
  guard(route: RequestListener): RequestListener
}

/**
 * Two rules for a listener that is reached from beyond this machine. Without a certificate of its own it serves its proxy only: everybody else
 * would send keys and prompts in the clear. And whoever opens the set-up link first becomes the administrator, so until there is one it serves
 * this machine only. Health probes, which tell nothing, are answered to anybody. A listener on loopback without a proxy needs neither.
 */
export async function openDoor(
  config: Pick<Config, 'host' | 'tls' | 'trustedProxy'>,
  isClaimed: () => Promise<boolean>,
): Promise<Door> {
  const loopback = isLoopback(config.host)
  const nobodyElse = loopback && config.trustedProxy === null
  const proxies =
    loopback || config.tls !== null || config.trustedProxy === null ? null : addressBlock(config.trustedProxy)
  let claimed = nobodyElse || (await isClaimed())
  let asking: Promise<boolean> | undefined
  /** One question at a time, however many knock. */
  const ask = (): Promise<boolean> =>
    (asking ??= isClaimed()
      .then((now) => (claimed = now))
      .finally(() => (asking = undefined)))
  const direct = (address: string | undefined): boolean =>
    proxies === null || isHere(address) || proxies(address ?? '')
  return {
    admits: (address) => claimed && direct(address),
    // reached from this machine alone: nothing to look at
    guard: (route) =>
      nobodyElse
        ? route
        : (req, res) => {
            if (req.url === '/healthz' || req.url === '/readyz') return route(req, res)
            if (!direct(req.socket.remoteAddress)) return refuse(res, notThroughProxy())
            if (claimed || fromHere(req)) return route(req, res)
            ask().then(
              (now) => (now ? route(req, res) : refuse(res, notClaimed())),
              () => refuse(res, notClaimed()),
            )
          },
  }
}

/** No address: a private socket of this machine. */
const isHere = (address: string | undefined): boolean =>
  address === undefined || isLoopback(address.replace(/^::ffff:/, ''))

/** Not what a proxy on this machine passes on. */
const fromHere = (req: IncomingMessage): boolean =>
  req.headers['x-forwarded-for'] === undefined &&
  req.headers['forwarded'] === undefined &&
  isHere(req.socket.remoteAddress)

const notClaimed = (): ProblemError =>
  problem(
    'not_claimed',
    403,
    'this installation has no administrator yet: until then only its own machine reaches it',
    { fix: 'open the set-up link on that machine, or through a tunnel to it (`ssh -L`)' },
  )

const notThroughProxy = (): ProblemError =>
  problem('not_through_proxy', 403, 'this server takes plain HTTP from its proxy only', {
    fix: 'go through the proxy; `trustedProxy` in sealwright.yaml is its address',
  })

function refuse(res: ServerResponse, { problem: shown }: ProblemError): void {
  // Whatever body follows is not read.
  res.writeHead(shown.status, { 'content-type': 'application/problem+json', connection: 'close' })
  res.end(JSON.stringify(problemBody(shown, '')))
}
