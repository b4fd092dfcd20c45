import { BlockList, isIP } from 'node:net'

/** Whether an address lies in `10.0.0.2`, `10.0.0.0/8` or `fd00::/8`; null when `text` is no address and no block. */
export function addressBlock(text: string): ((address: string) => boolean) | null {
  const [network = '', bits, ...more] = text.split('/')
  const family = isIP(network)
  const whole = family === 4 ? 32 : 128
  const length = bits === undefined ? whole : /^\d{1,3}$/.test(bits) ? Number(bits) : whole + 1
  if (family === 0 || network.includes('%') || more.length > 0 || length > whole) return null
  const list = new BlockList()
  list.addSubnet(network, length, family === 4 ? 'ipv4' : 'ipv6')
  return (address) => {
    // a listener on `::` shows IPv4 peers so
    const plain = address.replace(/^::ffff:(?=\d+\.)/, '')
    const kind = isIP(plain)
    return kind !== 0 && list.check(plain, kind === 4 ? 'ipv4' : 'ipv6')
  }
}
