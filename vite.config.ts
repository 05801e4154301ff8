import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { contractModules } from './dashboard/contract-modules.ts';

/** Stays where the server has it (server/try-page): it is fetched when somebody speaks. */
const callSocket: Plugin = {
  name: 'call-socket',
  resolveId: (id) => (id === 'virtual:call-socket' ? { id: '/try/call-socket.js', external: true } : null),
};

export default defineConfig({
  root: 'dashboard',
  plugins: [contractModules(), callSocket, react(), tailwindcss()],
  // Inlined files would be data: addresses, which the page's policy refuses.
  build: { outDir: '../dist/dashboard', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2023' },
});
