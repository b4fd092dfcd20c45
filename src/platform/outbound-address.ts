import { BlockList, isIP } from 'node:net'

/**
 * Addresses that are not the public internet: IANA special-purpose registries (RFC 6890 and updates). A server that fetches what others
 * name must not reach them: that is how requests are forged to loopback services and cloud metadata.
 */
const NOT_PUBLIC_4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] // prettier-ignore
/** Only 2000::/3 is global unicast; of it, tunnels that carry an IPv4 address inside and documentation are refused. */
const NOT_PUBLIC_6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const blocked4 = new BlockList()
for (const [net, bits] of NOT_PUBLIC_4) blocked4.addSubnet(net, bits, 'ipv4')
const blocked6 = new BlockList()
for (const [net, bits] of NOT_PUBLIC_6) blocked6.addSubnet(net, bits, 'ipv6')
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')
const nat64 = new BlockList()
nat64.addSubnet('64:ff9b::', 96, 'ipv6')
const linkLocal = new BlockList()
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4')
linkLocal.addSubnet('fe80::', 10, 'ipv6')
linkLocal.addAddress('fd00:ec2::254', 'ipv6')

/** True only for a well-formed address of the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !blocked4.check(address, 'ipv4')
  if (family !== 6 || address.includes('%')) return false
  const inner = embedded4(address)
  if (inner !== null) return nat64.check(address, 'ipv6') && !blocked4.check(inner, 'ipv4')
  return global6.check(address, 'ipv6') && !blocked6.check(address, 'ipv6')
}

/** Where clouds answer with credentials; not even an allow-list entry opens it. */
export function isMetadataAddress(address: string): boolean {
  const inner = embedded4(address)
  if (inner !== null) return linkLocal.check(inner, 'ipv4')
  const family = isIP(address)
  return family !== 0 && linkLocal.check(address.split('%')[0] ?? '', family === 4 ? 'ipv4' : 'ipv6')
}

/** The IPv4 address inside ::ffff:0:0/96 (mapped), ::/96 (compatible) and 64:ff9b::/96 (NAT64), else null. */
function embedded4(address: string): string | null {
  if (isIP(address) !== 6) return null
  const words = expand(address.split('%')[0] ?? '')
  const head = words.slice(0, 6).join(':')
  if (head !== '0:0:0:0:0:ffff' && head !== '0:0:0:0:0:0' && head !== '64:ff9b:0:0:0:0') return null
  const [a, b] = [Number.parseInt(words[6] ?? '0', 16), Number.parseInt(words[7] ?? '0', 16)]
  return `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`
}

/** Eight words in lower-case hex without leading zeros, from any spelling of RFC 4291. */
function expand(address: string): string[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const hex = (a = '0', b = '0'): string => (Number(a) * 256 + Number(b)).toString(16)
  const plain =
    dotted === null ? address : `${dotted[1] ?? ''}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}`
  const [left = '', right] = plain.toLowerCase().split('::')
  const before = left === '' ? [] : left.split(':')
  const after = right === undefined || right === '' ? [] : right.split(':')
  const middle =
    right === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...middle, ...after].map((w) => Number.parseInt(w, 16).toString(16))
}
