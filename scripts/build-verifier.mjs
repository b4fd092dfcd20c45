/**
 * Bundles the offline verifier into two files that stand alone: dist/verifier/verify.mjs (Node, no dependency) and verify.html (a browser page that
 * may open no connection). They go into every package. Runs apart from the rest of the build: `node scripts/build-verifier.mjs [out-dir]`.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join, resolve } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')
const out = resolve(process.argv[2] ?? join(root, 'dist/verifier'))
const read = (path) => readFileSync(join(root, 'src/verify', path), 'utf8')

/** One entry to one chunk of text. Whatever is not a Node built-in is inlined; a dependency that slips in makes the build fail. */
async function bundle(entry, format) {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      target: format === 'es' ? 'node20' : 'es2022',
      minify: false,
      lib: { entry: join(root, 'src/verify', entry), formats: [format], name: 'verify', fileName: 'verify' },
      rollupOptions: { external: format === 'es' ? [...builtinModules, /^node:/] : [] },
    },
  })
  const [chunk, ...more] = [result].flat()[0].output
  if (more.length > 0 || chunk.type !== 'chunk') throw new Error(`${entry} does not bundle into one file`)
  const foreign = Object.keys(chunk.modules).filter((id) => /node_modules/.test(id))
  if (foreign.length > 0) throw new Error(`the verifier must have no dependency: ${foreign.join(', ')}`)
  return chunk.code
}

const sha256 = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

mkdirSync(out, { recursive: true })
const banner =
  '#!/usr/bin/env node\n// Sealwright offline verifier. Apache-2.0. Reads one package, opens no connection, needs only Node 20 or newer.\n'
writeFileSync(join(out, 'verify.mjs'), banner + (await bundle('main.ts', 'es')))

const script = (await bundle('ui/page.ts', 'iife')).replaceAll('</script', '<\\/script')
const style = read('ui/page.css')
const policy = `default-src 'none'; script-src ${sha256(script)}; style-src ${sha256(style)}; connect-src 'none'; base-uri 'none'; form-action 'none'`
const place = (page, mark, text) => {
  if (page.split(mark).length !== 2) throw new Error(`page.html must hold \`${mark}\` once`)
  return page.replace(mark, () => text)
}
const html = [
  ['{{policy}}', policy],
  ['<style id="verify-style"></style>', `<style>${style}</style>`],
  ['<script id="verify"></script>', `<script>${script}</script>`],
].reduce((page, [mark, text]) => place(page, mark, text), read('ui/page.html'))
writeFileSync(join(out, 'verify.html'), html)
