import { executionAsyncResource } from 'node:async_hooks'
import { expect, it } from 'vitest'
import { commitRider, withCommitRider, withoutCommitRider, type CommitRider } from './commit-rider.ts'

const rider = (): CommitRider => async () => {}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** What storages have put on the asynchronous step that runs now. */
const followed = (): number =>
  Object.getOwnPropertySymbols(executionAsyncResource()).filter((s) => s.description === 'kResourceStore')
    .length

it('each piece of work keeps its own rider through others that begin and end beside it', async () => {
  const [long, short] = [rider(), rider()]
  let shortEnded = (): void => {}
  const ended = new Promise<void>((resolve) => (shortEnded = resolve))
  const seen = withCommitRider(long, async () => {
    await ended
    await turn()
    return commitRider()
  })
  await withCommitRider(short, async () => {
    await turn()
    expect(commitRider()).toBe(short)
    withoutCommitRider(() => expect(commitRider()).toBeUndefined())
    expect(commitRider()).toBe(short)
  })
  shortEnded()
  expect(await seen).toBe(long)
  expect(commitRider()).toBeUndefined()
})

it('after the last one, failed or not, nothing is followed any more, and the next one rides again', async () => {
  await expect(withCommitRider(rider(), async () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await new Promise<void>((resolve) =>
    setImmediate(() => {
      expect(followed()).toBe(0)
      resolve()
    }),
  )
  const next = rider()
  expect(
    await withCommitRider(next, async () => {
      await turn()
      return commitRider()
    }),
  ).toBe(next)
})
