import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { committedQuick, quickLso } from '../../train/injection/quick.ts'
import { setsDir, setsPresent } from '../../train/injection/rows.ts'

const present = setsPresent()
if (!present && !existsSync(setsDir()))
  console.warn(`injection protocol not run: the detector sets are not at ${setsDir()} (set DETECTOR_SETS)`)

/** The quick part of the protocol; train/injection/lso.jsonl holds the full one for each shipped model. */
it.skipIf(!present)(
  'on sources left out of training the injection recipe is not worse by more than 0.01 than the committed figure',
  () => {
    const now = quickLso()
    const committed = committedQuick()
    expect(now.mean, JSON.stringify({ now, committed })).toBeGreaterThanOrEqual(committed.mean - 0.01)
  },
  600_000,
)
