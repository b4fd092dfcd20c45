import { glyphOf, type Block, type Cell, type Column, type Glyph } from './report-content.ts'
import type { Face } from './report-fonts.ts'
import { colours, marks, statusColours } from './report-marks.ts'

/** Body text between header and footer of a page. */
const TOP = 64
const BOTTOM = 778
const PAD = 6

/** A flow of blocks down A4 pages. `y` is where the next one begins. */
export class Sheet {
  y = TOP

  constructor(
    readonly doc: PDFKit.PDFDocument,
    readonly page: { readonly width: number; readonly height: number; readonly margin: number },
  ) {}

  get left(): number {
    return this.page.margin
  }

  get width(): number {
    return this.page.width - 2 * this.page.margin
  }

  newPage(): void {
    this.doc.addPage()
    this.y = TOP
  }

  /** Starts a page unless `height` still fits. What is taller than a page is drawn from its top. */
  need(height: number): void {
    if (this.y + height > BOTTOM && this.y > TOP) this.newPage()
  }
}

export function drawBlock(sheet: Sheet, block: Block): void {
  switch (block.kind) {
    case 'heading': {
      const size = block.level === 2 ? 14 : 11.5
      // Keeps a heading with what follows it.
      sheet.need(block.level === 2 ? 90 : 110)
      if (sheet.y > TOP) sheet.y += block.level === 2 ? 16 : 12
      paragraph(sheet, block.text, 'serifBold', size, colours.text, 5)
      return
    }
    case 'text':
      paragraph(sheet, block.text, 'sans', 9.5, colours.quiet, 8)
      return
    case 'small':
      paragraph(sheet, block.text, 'sans', 8, colours.quiet, 6)
      return
    case 'statement':
      statement(sheet, block.text)
      return
    case 'code':
      code(sheet, block.text)
      return
    case 'page':
      if (sheet.y > TOP) sheet.newPage()
      return
    case 'strip':
      strip(sheet, block)
      return
    case 'facts':
      table(
        sheet,
        [{ title: '', width: 0.15 }, { title: '' }],
        block.rows.map(([label, value]) => [label, value]),
        { head: false, totals: false },
      )
      return
    case 'table':
      table(sheet, block.columns, block.rows, { head: true, totals: block.totals === true })
  }
}

function paragraph(
  sheet: Sheet,
  text: string,
  face: Face,
  size: number,
  colour: string,
  after: number,
): void {
  const { doc } = sheet
  doc.font(face).fontSize(size)
  const height = doc.heightOfString(text, { width: sheet.width, lineGap: 2 })
  sheet.need(height)
  doc.fillColor(colour).text(text, sheet.left, sheet.y, { width: sheet.width, lineGap: 2 })
  sheet.y += height + after
}

function statement(sheet: Sheet, text: string): void {
  const { doc } = sheet
  doc.font('serif').fontSize(10.5)
  const height = doc.heightOfString(text, { width: sheet.width - 12, lineGap: 3 })
  sheet.need(height + 6)
  doc.rect(sheet.left, sheet.y, 1.5, height).fill(colours.text)
  doc.fillColor(colours.text).text(text, sheet.left + 10, sheet.y, { width: sheet.width - 12, lineGap: 3 })
  sheet.y += height + 8
}

function code(sheet: Sheet, text: string): void {
  const { doc } = sheet
  doc.font('mono').fontSize(8.5)
  const height = doc.heightOfString(text, { width: sheet.width - 16 }) + 12
  sheet.need(height)
  doc.rect(sheet.left, sheet.y, sheet.width, height).lineWidth(0.5).fillAndStroke(colours.code, colours.line)
  doc.fillColor(colours.text).text(text, sheet.left + 8, sheet.y + 6, { width: sheet.width - 16 })
  sheet.y += height + 9
}

function strip(sheet: Sheet, block: Extract<Block, { kind: 'strip' }>): void {
  const { doc } = sheet
  const height = 18
  sheet.need(height + 16)
  const step = Math.min(5, sheet.width / Math.max(1, block.days.length))
  block.days.forEach(({ status }, i) =>
    bar(doc, glyphOf(status), sheet.left + i * step, sheet.y, Math.max(0.6, step - 0.9), height),
  )
  sheet.y += height + 3
  paragraph(sheet, block.label, 'sans', 8, colours.quiet, 5)
}

/** One day: full bar, taller, half, dashed outline, base line, blank. */
function bar(
  doc: PDFKit.PDFDocument,
  glyph: Glyph,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const { solid } = statusColours[glyph]
  if (glyph === 'pass') doc.rect(x, y + 4, width, height - 4).fill(solid)
  else if (glyph === 'fail') doc.rect(x, y, width, height).fill(solid)
  else if (glyph === 'inconclusive') doc.rect(x, y + height / 2, width, height / 2).fill(solid)
  else if (glyph === 'stale') {
    doc
      .save()
      .dash(1.5, { space: 1 })
      .rect(x + 0.2, y + 4, width - 0.4, height - 4.2)
      .lineWidth(0.5)
      .stroke(solid)
    doc.restore()
  } else if (glyph === 'not_applicable') doc.rect(x, y + height - 1.5, width, 1.5).fill(solid)
}

function table(
  sheet: Sheet,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  style: { readonly head: boolean; readonly totals: boolean },
): void {
  const widths = widthsOf(columns, sheet.width)
  if (style.head) drawHead(sheet, columns, widths)
  rows.forEach((row, i) => {
    const total = style.totals && i === rows.length - 1
    const height =
      Math.max(...row.map((cell, j) => heightOf(sheet, cell, (widths[j] ?? 0) - 2 * PAD, total))) + 7
    if (sheet.y + height > BOTTOM && sheet.y > TOP) {
      sheet.newPage()
      if (style.head) drawHead(sheet, columns, widths)
    }
    drawRow(sheet, columns, widths, row, height, { total, label: !style.head })
  })
  sheet.y += 8
}

function widthsOf(columns: readonly Column[], all: number): readonly number[] {
  const given = columns.reduce((sum, column) => sum + (column.width ?? 0), 0)
  const open = columns.filter((column) => column.width === undefined).length
  return columns.map((column) => all * (column.width ?? (1 - given) / Math.max(1, open)))
}

function drawHead(sheet: Sheet, columns: readonly Column[], widths: readonly number[]): void {
  const { doc } = sheet
  sheet.need(44)
  let x = sheet.left
  columns.forEach((column, i) => {
    const width = widths[i] ?? 0
    doc.font('sans').fontSize(8.5)
    const textWidth = doc.widthOfString(column.title)
    const from = column.right === true ? x + width - PAD - textWidth : x + PAD
    if (column.glyph !== undefined) drawGlyph(doc, column.glyph, from - 12, sheet.y + 1, 8.5)
    doc.fillColor(colours.quiet).text(column.title, from, sheet.y, { lineBreak: false })
    x += width
  })
  sheet.y += 15
  doc
    .moveTo(sheet.left, sheet.y)
    .lineTo(sheet.left + sheet.width, sheet.y)
    .lineWidth(0.75)
    .stroke(colours.text)
}

function drawRow(
  sheet: Sheet,
  columns: readonly Column[],
  widths: readonly number[],
  row: readonly Cell[],
  height: number,
  style: { readonly total: boolean; readonly label: boolean },
): void {
  const { doc } = sheet
  if (style.total)
    doc
      .moveTo(sheet.left, sheet.y)
      .lineTo(sheet.left + sheet.width, sheet.y)
      .lineWidth(0.75)
      .stroke(colours.text)
  let x = sheet.left
  row.forEach((cell, i) => {
    const width = widths[i] ?? 0
    const glyph = typeof cell === 'string' ? undefined : cell.glyph
    const indent = glyph === undefined ? 0 : 13
    if (glyph !== undefined) drawGlyph(doc, glyph, x + PAD, sheet.y + 4.5, 9)
    fontOf(doc, cell, style.total)
    doc
      .fillColor(
        glyph !== undefined
          ? statusColours[glyph].text
          : style.label && i === 0
            ? colours.quiet
            : colours.text,
      )
      .text(textOf(cell), x + PAD + indent, sheet.y + 4, {
        width: width - 2 * PAD - indent,
        align: columns[i]?.right === true ? 'right' : 'left',
        lineGap: 1.5,
      })
    x += width
  })
  sheet.y += height
  doc
    .moveTo(sheet.left, sheet.y)
    .lineTo(sheet.left + sheet.width, sheet.y)
    .lineWidth(0.5)
    .stroke(colours.line)
}

function heightOf(sheet: Sheet, cell: Cell, width: number, total: boolean): number {
  fontOf(sheet.doc, cell, total)
  return sheet.doc.heightOfString(textOf(cell), {
    width: width - (typeof cell !== 'string' && cell.glyph !== undefined ? 13 : 0),
    lineGap: 1.5,
  })
}

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text)

function fontOf(doc: PDFKit.PDFDocument, cell: Cell, total: boolean): void {
  if (typeof cell !== 'string' && cell.mono === true) doc.font('mono').fontSize(8)
  else doc.font(total ? 'sansBold' : 'sans').fontSize(8.5)
}

function drawGlyph(doc: PDFKit.PDFDocument, glyph: Glyph, x: number, y: number, size: number): void {
  const { fill, outline, sign, dash, width } = marks[glyph]
  const { solid } = statusColours[glyph]
  doc
    .save()
    .translate(x, y)
    .scale(size / 16)
  if (fill !== '') doc.path(fill).fill(solid)
  if (outline !== '') {
    doc.lineWidth(1.4)
    if (dash !== undefined) doc.dash(dash[0], { space: dash[1] })
    doc.path(outline).stroke(solid).undash()
  }
  if (sign !== '')
    doc
      .path(sign)
      .lineWidth(width)
      .stroke(fill === '' ? solid : '#FFFFFF')
  doc.restore()
}
