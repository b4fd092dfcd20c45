import { sliceOf, type LeaseAccount, type LeaseStore } from './leases.ts'

type Row = { units: number; bucket: number; expiresMs: number; holder: string }

/** The accounts of several limiters in one process; behaves as the database does. `holder` tells whose leases they are. */
export function memoryLeases(): (holder: string) => LeaseStore {
  const accounts = new Map<string, Row[]>()
  const rowsOf = (account: LeaseAccount, nowMs: number): Row[] => {
    const name = `${account.org} ${account.counter}`
    const rows = (accounts.get(name) ?? []).filter((r) => r.expiresMs > nowMs)
    accounts.set(name, rows)
    return rows
  }
  const own = (rows: Row[], account: LeaseAccount, holder: string): Row => {
    const found = rows.find((r) => r.holder === holder && r.bucket === account.bucket)
    const row = found ?? { units: 0, bucket: account.bucket, expiresMs: account.expiresMs, holder }
    if (found === undefined) rows.push(row)
    return row
  }
  return (holder) => ({
    async take(account, units, max, nowMs) {
      const rows = rowsOf(account, nowMs)
      const counted = rows.filter((r) => r.bucket > account.after)
      const left = Math.max(0, max - counted.reduce((sum, r) => sum + r.units, 0))
      const holders = new Set([...rows.map((r) => r.holder).filter((h) => h !== SEED), holder]).size
      const granted = sliceOf(left, holders, units)
      if (granted > 0) {
        const row = own(rows, account, holder)
        row.units += granted
        row.expiresMs = account.expiresMs
      }
      return { granted, left: left - granted }
    },
    async give(account, units, nowMs) {
      const row = rowsOf(account, nowMs).find((r) => r.holder === holder && r.bucket === account.bucket)
      if (row !== undefined) row.units = Math.max(0, row.units - units)
    },
    async seed(account, units, nowMs) {
      const rows = rowsOf(account, nowMs)
      if (!rows.some((r) => r.bucket === account.bucket)) own(rows, account, SEED).units = units
    },
    async renew(list, nowMs) {
      for (const account of list) {
        const row = rowsOf(account, nowMs).find((r) => r.holder === holder && r.bucket === account.bucket)
        if (row !== undefined) row.expiresMs = account.expiresMs
      }
    },
  })
}

const SEED = 'seed'
