import { nodeSpoolFs, type LogFile, type SpoolFs } from '../../src/ledger/spool-fs.ts'

export type Break = 'none' | 'lost' | 'reported-lost' | 'torn' | 'no-space'

/** The real disk, whose next log writes or segment preparations fail on purpose. */
export class BreakableFs implements SpoolFs {
  /** Applied to each write of the log while it is not `none`. */
  writes: Break = 'none'
  /** No new segment can be prepared. */
  full = false
  writeCount = 0

  mkdir = nodeSpoolFs.mkdir
  list = nodeSpoolFs.list
  read = nodeSpoolFs.read
  createSynced = nodeSpoolFs.createSynced
  rename = nodeSpoolFs.rename
  link = nodeSpoolFs.link
  remove = nodeSpoolFs.remove
  removeDir = nodeSpoolFs.removeDir

  async createZeroed(path: string, length: number): Promise<void> {
    if (this.full) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
    await nodeSpoolFs.createZeroed(path, length)
  }

  async openLog(path: string): Promise<LogFile> {
    const file = await nodeSpoolFs.openLog(path)
    return {
      read: (into, position) => file.read(into, position),
      close: () => file.close(),
      write: async (bytes, length, position) => {
        this.writeCount += 1
        const mode = this.writes
        if (mode === 'reported-lost') await file.write(bytes, length, position)
        if (mode === 'torn') await file.write(bytes, Math.floor(length / 2), position)
        if (mode !== 'none')
          throw Object.assign(new Error(`EIO: ${mode}`), { code: mode === 'no-space' ? 'ENOSPC' : 'EIO' })
        await file.write(bytes, length, position)
      },
    }
  }
}
