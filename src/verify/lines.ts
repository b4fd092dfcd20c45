const LF = 0x0a

/** Lines of a file, each without its LF. The last line must end in one: undefined then stands for the rest that does not. */
export function* linesOf(bytes: Uint8Array): Generator<Uint8Array | undefined> {
  let start = 0
  while (start < bytes.length) {
    const end = bytes.indexOf(LF, start)
    if (end === -1) {
      yield undefined
      return
    }
    yield bytes.subarray(start, end)
    start = end + 1
  }
}
