import { minifyContractRouter } from '@orpc/contract';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { apiContract } from './contract/api-contract.ts';

/**
 * The contract without its schemas, which only the server checks by: a browser needs methods and addresses alone, and
 * neither zod nor the language of expressions.
 */
function contractWithoutSchemas(): Plugin {
  const name = 'virtual:api-contract';
  return {
    name,
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) =>
      id === `\0${name}`
        ? `export const apiContract = ${JSON.stringify(minifyContractRouter(apiContract))};`
        : undefined,
  };
}

export default defineConfig({
  root: 'dashboard',
  plugins: [contractWithoutSchemas(), react(), tailwindcss()],
  // Inlined files would be data: addresses, which the page's policy refuses.
  build: { outDir: '../dist/dashboard', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2023' },
});
