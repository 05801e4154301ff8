import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { contractModules } from './dashboard/contract-modules.ts';

export default defineConfig({
  root: 'dashboard',
  plugins: [contractModules(), react(), tailwindcss()],
  // Inlined files would be data: addresses, which the page's policy refuses.
  build: { outDir: '../dist/dashboard', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2023' },
});
