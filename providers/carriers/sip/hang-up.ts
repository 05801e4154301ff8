/** BYE until it is proved: only 2xx or 481 means that the far end is down. Source: ending.md section 8, RFC 3261 section 15. */
import type { Proof } from '../../../engine/reasons.ts';
import type { DigestClient } from './digest-client.ts';
import { type Dialog, dialogRequest } from './dialog.ts';
import type { Endpoint } from './endpoint.ts';
import { statusText } from './responses.ts';

/** `proof` null: not proved by this BYE, another one may be. */
export type ByeAnswer = { proof: Proof | null; detail: string };

/** Sends one BYE, with credentials if asked. Never rejects, and answers within 64 T1 and the time of a lookup. */
export async function sendBye(endpoint: Endpoint, dialog: Dialog, digest: DigestClient | null): Promise<ByeAnswer> {
  const to = await endpoint.findNext(dialog);
  if (!to) return { proof: null, detail: 'the far end has no address that could be found' };
  const { promise, resolve } = Promise.withResolvers<ByeAnswer>();
  endpoint.ask({
    build: () => dialogRequest(dialog, 'BYE'),
    to,
    digest,
    onFinal({ status }) {
      const down = status < 300 || status === 481;
      resolve({ proof: down ? 'far_end_confirmed' : null, detail: `BYE was answered ${statusText(status)}` });
    },
    onUnanswered(why) {
      resolve({ proof: null, detail: why === 'timeout' ? 'BYE was not answered' : 'BYE could not be sent' });
    },
  });
  return promise;
}
