/** What every route of the native API begins with: the statuses that it may answer beside its own. */
import { oc } from '@orpc/contract';

/** The bodies of these answers have the shape of `apiError` (contract/api.ts), whose `code` is finer than the status. */
export const route = oc.errors({
  BAD_REQUEST: { status: 400, message: 'Something in the request is wrong.' },
  UNAUTHORIZED: { status: 401, message: 'The key is missing or wrong.' },
  NOT_FOUND: { status: 404, message: 'There is no such thing in this account.' },
  CONTENT_TOO_LARGE: { status: 413, message: 'The body is too large.' },
  TOO_MANY_REQUESTS: { status: 429, message: 'Too many requests.' },
  INTERNAL_SERVER_ERROR: { status: 500, message: 'Something failed on our side.' },
  SERVICE_UNAVAILABLE: { status: 503, message: 'Try again in a moment.' },
});
