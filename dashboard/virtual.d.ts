declare module 'virtual:api-contract' {
  import type { AnyContractRouter } from '@orpc/contract';
  export const apiContract: AnyContractRouter;
}

declare module 'virtual:node-forms' {
  export const nodeForms: unknown;
}
