import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The console: static files in dist/console, served by the one process under a strict content policy (nothing inline, nothing from elsewhere). */
export default defineConfig({
  root: 'src/console',
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    // Fonts and images stay files: `font-src 'self'` refuses data: addresses.
    assetsInlineLimit: 0,
    target: 'es2022',
    sourcemap: false,
    chunkSizeWarningLimit: 700,
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': process.env.SEALWRIGHT_SERVER ?? 'http://127.0.0.1:4400',
      '/ledger': process.env.SEALWRIGHT_SERVER ?? 'http://127.0.0.1:4400',
    },
  },
})
