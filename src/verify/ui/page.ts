import { canVerify } from '../../ledger/format/webcrypto.ts'
import { reportText, type Check, type Report } from '../report.ts'
import { verifyPackage } from '../verify.ts'
import { blobSource, browserHost } from './browser-host.ts'

const words = {
  ok: 'Holds',
  note: 'Holds, see note',
  skipped: 'Not tested',
  incomplete: 'Incomplete',
  tampered: 'Tampered',
} as const

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page lacks #${id}`)
  return found
}

/** All text from the package goes in as text nodes, never as markup. */
function node(tag: string, className: string, text: string): HTMLElement {
  const made = document.createElement(tag)
  made.className = className
  made.textContent = text
  return made
}

async function verifyChosen(file: File): Promise<void> {
  const state = element('state')
  const result = element('result')
  result.replaceChildren()
  state.textContent = `Checking ${file.name}, ${file.size.toLocaleString('en')} bytes. Large packages take minutes in a browser; verify.mjs is faster.`
  if (!(await canVerify())) {
    state.textContent =
      'This browser cannot check Ed25519 signatures. Use one of 2025 or newer, or run: node verify.mjs package.zip'
    return
  }
  try {
    const key = element('vkey')
    const vkey = key instanceof HTMLInputElement ? key.value.trim() : ''
    show(
      await verifyPackage(blobSource(file), browserHost, {
        vkeys: vkey === '' ? [] : [vkey],
        checkpoints: [],
      }),
      result,
      state,
    )
  } catch (error) {
    state.textContent = `The check stopped: ${error instanceof Error ? error.message : String(error)}. Nothing was shown to hold.`
  }
}

function show(report: Report, result: HTMLElement, state: HTMLElement): void {
  state.textContent = ''
  result.append(
    node(
      'p',
      `verdict ${report.verdict}`,
      report.verdict === 'ok'
        ? 'Every check holds'
        : report.verdict === 'tampered'
          ? 'Tampered: a check contradicts the package'
          : 'Incomplete: something that should be there is not',
    ),
  )
  const list = document.createElement('table')
  for (const check of report.checks) list.append(row(check))
  const text = document.createElement('details')
  text.append(node('summary', '', 'The report as text'), node('pre', '', reportText(report)))
  const limits = document.createElement('ul')
  limits.className = 'limits'
  for (const limit of report.limits) limits.append(node('li', '', limit))
  result.append(list, limits, text)
}

function row(check: Check): HTMLElement {
  const made = document.createElement('tr')
  made.append(node('th', '', check.name), node('td', `status ${check.status}`, words[check.status]))
  const detail = node('td', '', check.detail)
  for (const finding of check.findings) detail.append(node('div', 'finding', finding))
  if (check.more > 0) detail.append(node('div', 'finding', `and ${check.more} more`))
  made.append(detail)
  return made
}

const input = element('file')
if (input instanceof HTMLInputElement) {
  input.addEventListener('change', () => {
    const [file] = input.files ?? []
    if (file !== undefined) void verifyChosen(file)
  })
}
document.addEventListener('dragover', (event) => event.preventDefault())
document.addEventListener('drop', (event) => {
  event.preventDefault()
  const file = event.dataTransfer?.files[0]
  if (file !== undefined) void verifyChosen(file)
})
