/** The native API as the signed-in browser sees it. */
import { createORPCClient, ORPCError } from '@orpc/client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { apiContract } from 'virtual:api-contract';
import type { ApiError } from '../contract/api.ts';
import type { ApiClient } from '../contract/client.ts';

/** Its calls throw ORPCError; `faultOf` reads one. */
export const client: ApiClient = createORPCClient(
  new OpenAPILink(apiContract, {
    url: location.origin,
    customErrorResponseBodyDecoder(body, { status }) {
      const { error } = body as Partial<ApiError>;
      if (!error) return null;
      return new ORPCError(error.code, { status, message: error.message, data: error });
    },
  }),
);

/** The same for TanStack Query. */
export const api = createTanstackQueryUtils(client);

export type Fault = Omit<ApiError['error'], 'code'> & { code: string; status: number };

/** What went wrong, in the server's words where it had any. */
export function faultOf(error: unknown): Fault {
  if (error instanceof ORPCError) {
    const data = error.data as Partial<ApiError['error']> | undefined;
    return { ...data, code: error.code, message: error.message, status: error.status };
  }
  return {
    code: 'unreachable',
    status: 0,
    message: 'The server cannot be reached.',
    hint: 'Is it running? This page tries again by itself.',
  };
}
