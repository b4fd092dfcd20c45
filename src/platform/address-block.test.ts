import { expect, it } from 'vitest'
import { addressBlock } from './address-block.ts'

it('an address is itself, a block what lies in it, for both families', () => {
  expect(addressBlock('10.0.0.2')?.('10.0.0.2')).toBe(true)
  expect(addressBlock('10.0.0.2')?.('10.0.0.3')).toBe(false)
  expect(addressBlock('10.0.0.0/8')?.('::ffff:10.9.9.9')).toBe(true)
  expect(addressBlock('10.0.0.0/8')?.('11.0.0.1')).toBe(false)
  expect(addressBlock('fd00::/8')?.('fd12::1')).toBe(true)
  expect(addressBlock('fd00::/8')?.('10.0.0.1')).toBe(false)
})
it.each([
  'proxy.example',
  '',
  '10.0.0.0/33',
  '10.0.0.0/8/8',
  '10.0.0',
  'fe80::1%eth0',
  '10.0.0.0/x',
  '10.0.0.0/',
])('no block: %s', (text) => expect(addressBlock(text)).toBeNull())
