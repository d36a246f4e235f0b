// How the page is built: static files with hashed names, nothing inline, so that the strictest CSP holds.

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true, // the test of the first load reads it
    sourcemap: false,
    assetsInlineLimit: 0, // data: stays out of style-src and script-src
    modulePreload: { polyfill: false },
    target: ['chrome123', 'firefox121', 'safari17.5'], // where light-dark() works
  },
  worker: { format: 'es' },
});
