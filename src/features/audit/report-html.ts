import { rosettePath } from '../../lib/rosette.ts'
import { glyphOf, reportBlocks, type Block, type Cell, type Glyph } from './report-content.ts'
import { woffOf } from './report-fonts.ts'
import { colours, marks, SEAL_CUT, sealOutline, statusColours } from './report-marks.ts'
import { day, hashLines, shortHash, when, type ReportModel } from './report-model.ts'

/** Everything from the package is data: escaped, in text and in attributes. */
const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

/** The report as one file that needs nothing else: styles, fonts and drawings inside, no script, prints on A4. */
export function reportHtml(model: ReportModel): string {
  const { predicate } = model
  const title = `Evidence package, ${predicate.organisation.name}, ${day(predicate.window.from)} to ${day(predicate.window.to)}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escape(title)}</title>
<style>${styles()}</style>
</head>
<body>
${cover(model)}
<main>
${reportBlocks(model).map(blockHtml).join('\n')}
</main>
<footer>${escape(title)} <span class="mono">${escape(shortHash(predicate.logs.at(-1)?.root ?? ''))}</span></footer>
</body>
</html>
`
}

function cover(model: ReportModel): string {
  const { predicate } = model
  const root = predicate.logs.at(-1)?.root ?? ''
  const size = predicate.logs.at(-1)?.size ?? 0
  const [one, two] = hashLines(root)
  const fact = ([label, value]: readonly [string, string]): string =>
    `<dt>${escape(label)}</dt><dd>${escape(value)}</dd>`
  const left: [string, string][] = [
    ['Company', predicate.organisation.name],
    ['Made', when(predicate.madeAt)],
    ['By', predicate.madeBy],
    ['Use', 'restricted, see section 5'],
  ]
  const right: [string, string][] = [
    [
      'Entries',
      model.entries.included === model.entries.total
        ? `${model.entries.total.toLocaleString('en-US')}, all included`
        : `${model.entries.included.toLocaleString('en-US')} of ${model.entries.total.toLocaleString('en-US')}`,
    ],
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
  ]
  return `<section class="cover">
<svg class="print" viewBox="0 0 520 520" aria-hidden="true"><path d="${rosettePath(root, 520, { copies: 5 })}"/></svg>
<svg class="mark" viewBox="0 0 32 32" role="img" aria-label="Sealwright"><path d="${sealOutline()}" fill="${colours.ink}"/><path d="${SEAL_CUT}" fill="none" stroke="#fff" stroke-width="2.5"/></svg>
<p class="kind">Management's evidence package</p>
<h1>Controls over AI systems<br>and their results</h1>
<p class="window">${escape(`${day(predicate.window.from)} to ${day(predicate.window.to)}. Management's own monitoring; not an auditor's report.`)}</p>
<div class="meta"><dl>${left.map(fact).join('')}</dl><dl>${right.map(fact).join('')}</dl></div>
<div class="root"><svg viewBox="0 0 76 76" role="img" aria-label="Seal print of ${escape(root.slice(0, 8))}"><path d="${rosettePath(root, 76)}"/></svg>
<div><strong>Root of checkpoint ${size.toLocaleString('en-US')}, signed with key ${escape(predicate.logs.at(-1)?.keyid ?? '')}</strong><div class="mono">${escape(one)}<br>${escape(two)}</div>
<div class="quiet">To check without trusting the company: <span class="mono">node verify.mjs package.zip</span>, or open verify.html. No network is needed. The digits prove, the print is an aid for the eye.</div></div></div>
</section>`
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${escape(block.text)}</h${block.level}>`
    case 'text':
      return `<p>${escape(block.text)}</p>`
    case 'small':
      return `<p class="small">${escape(block.text)}</p>`
    case 'statement':
      return `<blockquote>${escape(block.text)}</blockquote>`
    case 'code':
      return `<pre>${escape(block.text)}</pre>`
    case 'page':
      return '<hr class="page">'
    case 'strip':
      return stripHtml(block)
    case 'facts':
      return `<table class="facts"><tbody>${block.rows.map(([label, value]) => `<tr><th scope="row">${escape(label)}</th><td>${cellHtml(value)}</td></tr>`).join('')}</tbody></table>`
    case 'table': {
      const head = block.columns.map(
        (c) =>
          `<th scope="col"${c.right === true ? ' class="num"' : ''}${c.width === undefined ? '' : ` style="width:${Math.round(c.width * 100)}%"`}>${c.glyph === undefined ? '' : glyphHtml(c.glyph)}${escape(c.title)}</th>`,
      )
      const rows = block.rows.map(
        (row, i) =>
          `<tr${block.totals === true && i === block.rows.length - 1 ? ' class="total"' : ''}>${row.map((cell, j) => `<td${block.columns[j]?.right === true ? ' class="num"' : ''}>${cellHtml(cell)}</td>`).join('')}</tr>`,
      )
      return `<table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`
    }
  }
}

function cellHtml(cell: Cell): string {
  if (typeof cell === 'string') return escape(cell)
  const shown = cell.mono === true ? `<span class="mono">${escape(cell.text)}</span>` : escape(cell.text)
  return cell.glyph === undefined
    ? shown
    : `<span style="color:${statusColours[cell.glyph].text}">${glyphHtml(cell.glyph)}${shown}</span>`
}

function glyphHtml(glyph: Glyph): string {
  const { fill, outline, sign, dash, width } = marks[glyph]
  const { solid } = statusColours[glyph]
  const body = fill === '' ? '' : `<path d="${fill}" fill="${solid}"/>`
  const ring =
    outline === ''
      ? ''
      : `<path d="${outline}" fill="none" stroke="${solid}" stroke-width="1.4"${dash === undefined ? '' : ` stroke-dasharray="${dash.join(' ')}"`}/>`
  const tick =
    sign === ''
      ? ''
      : `<path d="${sign}" fill="none" stroke="${fill === '' ? solid : '#fff'}" stroke-width="${width}"/>`
  return `<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true">${body}${ring}${tick}</svg>`
}

function stripHtml(block: Extract<Block, { kind: 'strip' }>): string {
  const width = 6
  const bars = block.days.map(({ status }, i) => stripBar(glyphOf(status), i * width, width - 1.2)).join('')
  return `<figure><svg class="strip" viewBox="0 0 ${block.days.length * width} 26" preserveAspectRatio="none" role="img" aria-label="${escape(block.label)}">${bars}</svg><figcaption>${escape(block.label)}</figcaption></figure>`
}

/** Height and pattern carry the status as well as colour: full, taller, half, dashed, base line, blank. */
function stripBar(glyph: Glyph, x: number, width: number): string {
  const { solid } = statusColours[glyph]
  switch (glyph) {
    case 'pass':
      return `<rect x="${x}" y="6" width="${width}" height="20" fill="${solid}" opacity=".82"/>`
    case 'fail':
      return `<rect x="${x}" y="0" width="${width}" height="26" fill="${solid}"/>`
    case 'inconclusive':
      return `<rect x="${x}" y="13" width="${width}" height="13" fill="${solid}"/>`
    case 'stale':
      return `<rect x="${x + 0.4}" y="6.500" width="${width - 0.8}" height="19" fill="none" stroke="${solid}" stroke-dasharray="2 1.500"/>`
    case 'not_applicable':
      return `<rect x="${x}" y="24" width="${width}" height="2" fill="${solid}"/>`
    case 'none':
      return ''
  }
}

function styles(): string {
  const font = (family: string, weight: number, face: Parameters<typeof woffOf>[0]): string =>
    `@font-face{font-family:"${family}";font-weight:${weight};src:url(data:font/woff;base64,${woffOf(face).toString('base64')}) format("woff")}`
  return `${font('IBM Plex Sans', 400, 'sans')}${font('IBM Plex Sans', 600, 'sansBold')}${font('IBM Plex Mono', 400, 'mono')}${font('IBM Plex Serif', 400, 'serif')}${font('IBM Plex Serif', 600, 'serifBold')}
:root{color-scheme:light;font:13px/1.5 "IBM Plex Sans",system-ui,sans-serif;color:${colours.text};background:#fff;font-variant-numeric:tabular-nums}
body{margin:0 auto;max-width:666px;padding:0 24px}
h1,h2,h3,blockquote{font-family:"IBM Plex Serif",Georgia,serif}
h1{font-size:34px;line-height:1.18;font-weight:400;margin:6px 0 10px}
h2{font-size:18px;font-weight:600;margin:34px 0 6px}
h3{font-size:15px;font-weight:600;margin:26px 0 6px;break-after:avoid}
p{margin:0 0 10px;color:${colours.quiet}}
.small,figcaption,footer{font-size:11px;color:${colours.quiet}}
blockquote{margin:8px 0;padding-left:12px;border-left:2px solid ${colours.text};font-size:14px}
pre{background:${colours.code};border:1px solid ${colours.line};padding:8px 10px;font:12px "IBM Plex Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}
.mono{font-family:"IBM Plex Mono",monospace;font-size:.95em;overflow-wrap:anywhere}
.quiet{color:${colours.quiet}}
table{width:100%;border-collapse:collapse;font-size:12px;margin:10px 0}
th{font-weight:400;color:${colours.quiet};text-align:left;padding:4px 8px;border-bottom:1px solid ${colours.text}}
td{padding:4px 8px;border-bottom:1px solid ${colours.line};vertical-align:top}
tr{break-inside:avoid}
.facts th{border-bottom:1px solid ${colours.line};width:88px;vertical-align:top}
.num{text-align:right}.total td{font-weight:600;border-top:1px solid ${colours.text}}
.glyph{width:12px;height:12px;vertical-align:-2px;margin-right:4px}
figure{margin:8px 0}.strip{width:100%;height:24px;display:block}
.cover{position:relative;overflow:hidden;padding:48px 0 40px}
.print{position:absolute;right:-150px;top:-150px;width:520px;fill:none;stroke:${colours.ink};stroke-width:.5;opacity:.28;z-index:-1}
.mark{width:44px;height:44px;display:block;margin-bottom:150px}
.kind{margin:0}.window{font-size:14px;max-width:430px}
.meta{display:grid;grid-template-columns:1fr 1fr;gap:24px;border-top:1px solid ${colours.text};padding-top:12px;margin-top:34px;font-size:12px}
dl{display:grid;grid-template-columns:auto 1fr;gap:3px 14px;margin:0}dt{color:${colours.quiet}}dd{margin:0;overflow-wrap:anywhere}
.root{display:grid;grid-template-columns:76px 1fr;gap:18px;align-items:center;border:1px solid ${colours.inkLine};border-radius:4px;padding:14px 16px;background:${colours.inkSoft};margin-top:60px;font-size:12px}
.root svg{width:76px;fill:none;stroke:${colours.ink};stroke-width:.6;opacity:.8}
hr.page{border:0;margin:0}
footer{border-top:1px solid ${colours.edge};margin:40px 0 24px;padding-top:8px;display:flex;justify-content:space-between;gap:16px}
@page{size:A4;margin:16mm 17mm}
@media print{body{max-width:none;padding:0}.cover{min-height:250mm;break-after:page}hr.page{break-after:page}footer{display:none}}`
}
