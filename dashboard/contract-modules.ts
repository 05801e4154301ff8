/**
 * What the dashboard gets of the contract as values: methods and addresses of the API, and the forms of blocks. Not their
 * schemas, which only the server checks by: a browser needs neither zod nor the language of expressions.
 */
import type { Plugin } from 'vite';

const modules: Readonly<Record<string, () => Promise<string>>> = {
  async 'virtual:api-contract'() {
    const { minifyContractRouter } = await import('@orpc/contract');
    const { apiContract } = await import('../contract/api-contract.ts');
    return `export const apiContract = ${JSON.stringify(minifyContractRouter(apiContract))};`;
  },
  async 'virtual:node-forms'() {
    const { nodeForms } = await import('../contract/nodes/node-forms.ts');
    return `export const nodeForms = ${JSON.stringify(nodeForms())};`;
  },
};

export function contractModules(): Plugin {
  return {
    name: 'ringoff:contract-modules',
    resolveId: (id) => (Object.hasOwn(modules, id) ? `\0${id}` : undefined),
    load: (id) => (id.startsWith('\0') && Object.hasOwn(modules, id.slice(1)) ? modules[id.slice(1)]!() : undefined),
  };
}
