import type { Clock } from '../../../platform/clock.ts'
import {
  sliceOf,
  storeTime,
  stretchOf,
  type LeaseAccount,
  type LeaseStore,
  type StoreTime,
} from './leases.ts'

type Row = { units: number; bucket: number; expiresMs: number; holder: string }

/** The accounts of several limiters in one process; behaves as the database does, whose clock `clock` is. `holder` tells whose leases they are. */
export function memoryLeases(clock: Clock): (holder: string) => LeaseStore {
  const accounts = new Map<string, Row[]>()
  const rowsOf = (account: LeaseAccount, { nowMs, sure }: StoreTime): Row[] => {
    const at = stretchOf(account.window, nowMs)
    const rows = (accounts.get(account.counter) ?? []).filter((r) => r.expiresMs > nowMs)
    for (const row of rows)
      if (sure && (row.bucket > at.newest || (account.window === 'running' && row.expiresMs > at.expiresMs)))
        Object.assign(row, at.insteadOfLater)
    accounts.set(account.counter, rows)
    return rows
  }
  const own = (rows: Row[], at: { bucket: number; expiresMs: number }, holder: string): Row => {
    const found = rows.find((r) => r.holder === holder && r.bucket === at.bucket)
    const row = found ?? { units: 0, bucket: at.bucket, expiresMs: at.expiresMs, holder }
    if (found === undefined) rows.push(row)
    return row
  }
  return (holder) => {
    const believed = storeTime(clock)
    const now = (): StoreTime => believed(clock.nowMs())
    return {
      async take(account, units, max) {
        const time = now()
        const rows = rowsOf(account, time)
        const at = stretchOf(account.window, time.nowMs)
        const counted = rows.filter((r) => r.bucket > at.after)
        const left = Math.max(0, max - counted.reduce((sum, r) => sum + r.units, 0))
        const holders = new Set([...rows.map((r) => r.holder).filter((h) => h !== SEED), holder]).size
        const stood = rows.some((r) => r.holder === holder && r.bucket === at.bucket)
        const granted = sliceOf(left, holders, units)
        if (granted > 0 || (stood && account.window === 'running')) {
          const row = own(rows, at, holder)
          row.units += granted
          row.expiresMs = at.expiresMs
        }
        return { granted, left: left - granted, bucket: at.bucket, usableMs: at.usableMs, stood }
      },
      async give(account, bucket, units) {
        const row = rowsOf(account, now()).find((r) => r.holder === holder && r.bucket === bucket)
        if (row !== undefined) row.units = Math.max(0, row.units - units)
      },
      async seed(account, units, agoMs) {
        const time = now()
        const rows = rowsOf(account, time)
        const at = stretchOf(account.window, time.nowMs - Math.max(0, agoMs))
        if (!rows.some((r) => r.bucket === at.bucket)) own(rows, at, SEED).units = units
      },
      async renew(list) {
        const time = now()
        const stood = new Set<string>()
        for (const account of list)
          for (const row of rowsOf(account, time).filter((r) => r.holder === holder)) {
            row.expiresMs = stretchOf('running', time.nowMs).expiresMs
            stood.add(account.counter)
          }
        return stood
      },
    }
  }
}

const SEED = 'seed'
