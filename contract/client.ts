/** The typed client of the native API, for the command line, the dashboard and tests. */
import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { apiError, type ApiError } from './api.ts';
import { apiContract } from './api-contract.ts';

export type ApiClient = JsonifiedClient<ContractRouterClient<typeof apiContract>>;

/** `url`: where the server listens, without a path. Without a key a browser shows its session. */
export type ApiClientOptions = { url: string; key?: string; fetch?: typeof globalThis.fetch };

/** Its calls throw ORPCError, whose `code`, `message` and `data` are those of the error that the server answered. */
export function apiClient({ url, key, fetch }: ApiClientOptions): ApiClient {
  const link = new OpenAPILink(apiContract, {
    url,
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    ...(fetch && { fetch: (request, init) => fetch(request, init) }),
    customErrorResponseBodyDecoder(body, { status }) {
      const read = apiError.safeParse(body);
      if (!read.success) return null;
      const { code, message, ...data } = read.data.error;
      return new ORPCError<string, Omit<ApiError['error'], 'code' | 'message'>>(code, { status, message, data });
    },
  });
  return createORPCClient(link);
}
