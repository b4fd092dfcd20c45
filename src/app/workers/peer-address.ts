import { PEER_HEADER } from './relay.ts'

/**
 * The caller's address for lock-out. A relayed request comes over the private socket, which has no address and which only our own processes
 * reach: there the header counts. On any other connection it is a client's word and is not read.
 */
export function peerAddress(env: unknown, header: (name: string) => string | undefined): string {
  const socket = property(property(env, 'incoming'), 'socket')
  if (socket === undefined) return 'unknown'
  const address = property(socket, 'remoteAddress')
  return typeof address === 'string' ? address : (header(PEER_HEADER) ?? 'unknown')
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
