declare module 'virtual:api-contract' {
  import type { AnyContractRouter } from '@orpc/contract';
  export const apiContract: AnyContractRouter;
}

declare module 'virtual:node-forms' {
  export const nodeForms: unknown;
}

/** What the server's own page for callers (/try) has for its calls. */
declare module 'virtual:call-socket' {
  export function spokenCall(
    pathOf: () => Promise<string>,
    handlers: { started(callId: string): void; failed(why: string): void; closed(): void },
  ): Promise<{ hangUp(): void }>;
}
