import type { JsonObject } from './json.ts'
import { describe, expect, it } from 'vitest'
import { columnsOf, csvTable } from './csv.ts'

describe('csv for auditors', () => {
  it('starts with a byte-order mark, ends lines with CRLF and quotes as RFC 4180', () => {
    expect(csvTable(['a', 'b'], [{ a: 'x,"y"', b: 'l1\nl2' }])).toBe('\ufeffa,b\r\n"x,""y""","l1\nl2"\r\n')
  })

  it('never lets a spreadsheet run a cell, and leaves negative numbers numbers', () => {
    for (const evil of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) {
      const line = csvTable(['a'], [{ a: evil }])
        .split('\r\n')
        .slice(1)
        .join('\r\n')
      expect(line.replace(/^"/, '').startsWith("'")).toBe(true)
    }
    expect(csvTable(['a'], [{ a: -1 }])).toBe('\ufeffa\r\n-1\r\n')
  })

  it('gives null, missing and boolean their own cells', () => {
    const rows: JsonObject[] = [{ a: null, b: true }, { c: 2 }]
    expect(columnsOf(rows)).toEqual(['a', 'b', 'c'])
    expect(csvTable(columnsOf(rows), rows)).toBe('\ufeffa,b,c\r\n,true,\r\n,,2\r\n')
  })
})
