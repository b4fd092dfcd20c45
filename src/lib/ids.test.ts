import { expect, it } from 'vitest'
import { isUuid, uuidTimeMs, uuidv7 } from './ids.ts'

it('an id is well formed and carries its time, also of a clock that shows parts of a millisecond', () => {
  const random = new Uint8Array(10).fill(0xa5)
  // the lowest sixteen bits of the time, short and long
  for (const ms of [0x01a22145_ea3f, 0x01a22145_00ea, 0x01a22145_0000, 0x01a22145_ffff])
    for (const part of [0, 0.5, 0.001, 0.999]) {
      const id = uuidv7(ms + part, random)
      expect(isUuid(id), id).toBe(true)
      expect(uuidTimeMs(id)).toBe(ms)
    }
})
