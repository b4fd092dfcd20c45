import Pdf from 'pdfkit'
import { rosettePath } from '../../lib/rosette.ts'
import { reportBlocks } from './report-content.ts'
import { faces, trueTypeOf, woffOf, type Face } from './report-fonts.ts'
import { colours, SEAL_CUT, sealOutline } from './report-marks.ts'
import { day, hashLines, shortHash, when, type ReportModel } from './report-model.ts'
import { drawBlock, Sheet } from './report-sheet.ts'

/** A4 in points; margins of the design's 64 px at 96 dpi. */
const WIDTH = 595.28
const HEIGHT = 841.89
const MARGIN = 48

/** The same words as the HTML report, on A4. Deterministic: its dates are the package's. */
export async function reportPdf(model: ReportModel): Promise<Uint8Array> {
  const { predicate } = model
  const title = `${predicate.organisation.name}, ${day(predicate.window.from)} to ${day(predicate.window.to)}`
  const doc = new Pdf({
    size: 'A4',
    margins: { top: 0, bottom: 0, left: 0, right: 0 },
    bufferPages: true,
    lang: 'en',
    info: {
      Title: `Management's evidence package, ${title}`,
      Author: predicate.organisation.name,
      Creator: 'Sealwright',
      Producer: 'Sealwright',
      CreationDate: new Date(predicate.madeAt),
      ModDate: new Date(predicate.madeAt),
    },
  })
  const chunks: Buffer[] = []
  const done = new Promise<void>((resolve, reject) => doc.on('end', resolve).on('error', reject))
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  for (const face of Object.keys(faces)) if (isFace(face)) doc.registerFont(face, trueTypeOf(woffOf(face)))

  cover(doc, model)
  const sheet = new Sheet(doc, { width: WIDTH, height: HEIGHT, margin: MARGIN })
  sheet.newPage()
  for (const block of reportBlocks(model)) drawBlock(sheet, block)
  furnish(doc, title, predicate.logs.at(-1)?.root ?? '')
  doc.end()
  await done
  return Buffer.concat(chunks)
}

const isFace = (name: string): name is Face => name in faces

function cover(doc: PDFKit.PDFDocument, model: ReportModel): void {
  const { predicate } = model
  const log = predicate.logs.at(-1)
  const root = log?.root ?? ''
  rosette(doc, root, WIDTH - 278, -112, 390, 0.4, 0.26, 5)
  doc
    .save()
    .translate(MARGIN, 48)
    .scale(33 / 32)
  doc.path(sealOutline()).fill(colours.ink)
  doc.path(SEAL_CUT).lineWidth(2.5).stroke('#FFFFFF')
  doc.restore()

  const left = MARGIN
  const width = WIDTH - 2 * MARGIN
  doc.font('sans').fontSize(10).fillColor(colours.quiet).text("Management's evidence package", left, 258)
  doc
    .font('serif')
    .fontSize(25.5)
    .fillColor(colours.text)
    .text('Controls over AI systems', left, 275)
    .text('and their results', left, 306)
  doc
    .font('sans')
    .fontSize(10.5)
    .fillColor(colours.quiet)
    .text(
      `${day(predicate.window.from)} to ${day(predicate.window.to)}. Management's own monitoring; not an auditor's report.`,
      left,
      345,
      { width: 330, lineGap: 2 },
    )
  doc
    .moveTo(left, 392)
    .lineTo(left + width, 392)
    .lineWidth(0.75)
    .stroke(colours.text)
  const included =
    model.entries.included === model.entries.total
      ? `${model.entries.total.toLocaleString('en-US')}, all included`
      : `${model.entries.included.toLocaleString('en-US')} of ${model.entries.total.toLocaleString('en-US')}`
  pairs(doc, left, 402, 160, [
    ['Company', predicate.organisation.name],
    ['Made', when(predicate.madeAt)],
    ['By', predicate.madeBy],
    ['Use', 'restricted, see section 5'],
  ])
  pairs(doc, left + 203, 402, 240, [
    ['Entries', included],
    [
      'Controls',
      `${predicate.controls.length}, over ${new Set(predicate.controls.flatMap((c) => c.criteria)).size} criteria`,
    ],
    ['Files', `${model.files.toLocaleString('en-US')}, listed in the manifest`],
    [
      'Anchors',
      model.anchors.length === 0
        ? 'none'
        : `${model.anchors.length}, newest ${day(model.anchors.at(-1)?.at ?? '')}`,
    ],
  ])

  const top = 672
  doc.roundedRect(left, top, width, 78, 3).lineWidth(0.75).fillAndStroke(colours.inkSoft, colours.inkLine)
  rosette(doc, root, left + 12, top + 10, 57, 0.4, 0.8)
  const [one, two] = hashLines(root)
  const at = left + 84
  doc
    .font('sansBold')
    .fontSize(9)
    .fillColor(colours.text)
    .text(
      `Root of checkpoint ${(log?.size ?? 0).toLocaleString('en-US')}, signed with key ${log?.keyid ?? ''}`,
      at,
      top + 10,
    )
  doc
    .font('mono')
    .fontSize(9)
    .text(one, at, top + 24)
    .text(two, at, top + 36)
  doc
    .font('sans')
    .fontSize(8.5)
    .fillColor(colours.quiet)
    .text('To check without trusting the company: ', at, top + 51, { continued: true, width: width - 96 })
  doc.font('mono').fontSize(8).text('node verify.mjs package.zip', { continued: true })
  doc.font('sans').fontSize(8.5).text(', or open verify.html. No network is needed.')
}

function pairs(
  doc: PDFKit.PDFDocument,
  left: number,
  top: number,
  valueWidth: number,
  rows: readonly (readonly [string, string])[],
): void {
  rows.forEach(([label, value], i) => {
    const y = top + i * 14
    doc.font('sans').fontSize(8.5).fillColor(colours.quiet).text(label, left, y, { lineBreak: false })
    doc
      .fillColor(colours.text)
      .text(value, left + 42, y, { width: valueWidth - 0, height: 12, ellipsis: true, lineBreak: true })
  })
}

function rosette(
  doc: PDFKit.PDFDocument,
  root: string,
  x: number,
  y: number,
  size: number,
  lineWidth: number,
  opacity: number,
  copies?: number,
): void {
  // Drawn at the design's own sizes (over 200: finer), then scaled.
  const drawn = size > 150 ? 520 : 76
  doc
    .save()
    .translate(x, y)
    .scale(size / drawn)
  doc
    .path(rosettePath(root, drawn, copies === undefined ? {} : { copies }))
    .lineWidth((lineWidth * drawn) / size)
    .strokeOpacity(opacity)
    .stroke(colours.ink)
  doc.restore()
}

/** Header and footer of every page, once the number of pages is known. */
function furnish(doc: PDFKit.PDFDocument, title: string, root: string): void {
  const { count } = doc.bufferedPageRange()
  const right = WIDTH - MARGIN
  for (let page = 0; page < count; page++) {
    doc.switchToPage(page)
    if (page > 0) {
      doc
        .save()
        .translate(MARGIN, 31)
        .scale(12 / 32)
      doc.path(sealOutline()).fill(colours.text)
      doc.path(SEAL_CUT).lineWidth(2.5).stroke('#FFFFFF')
      doc.restore()
      doc
        .font('serifBold')
        .fontSize(8.5)
        .fillColor(colours.text)
        .text('Sealwright', MARGIN + 17, 32, { lineBreak: false })
      doc
        .font('sans')
        .fontSize(8)
        .fillColor(colours.quiet)
        .text("Management's evidence package", MARGIN, 32.5, {
          width: right - MARGIN,
          align: 'right',
          lineBreak: false,
        })
      doc.moveTo(MARGIN, 49).lineTo(right, 49).lineWidth(0.75).stroke(colours.edge)
    }
    doc.moveTo(MARGIN, 792).lineTo(right, 792).lineWidth(0.75).stroke(colours.edge)
    doc
      .font('sans')
      .fontSize(8)
      .fillColor(colours.quiet)
      .text(title, MARGIN, 799, { width: 240, height: 10, ellipsis: true })
    doc
      .font('mono')
      .fontSize(7.5)
      .text(shortHash(root), MARGIN, 799, { width: right - MARGIN, align: 'center', lineBreak: false })
    doc
      .font('sans')
      .fontSize(8)
      .text(`page ${page + 1} of ${count}`, MARGIN, 799, {
        width: right - MARGIN,
        align: 'right',
        lineBreak: false,
      })
  }
}
