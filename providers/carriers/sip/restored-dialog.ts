/** A dialog of a process that died: is it still up, and can it be hung up? Source: ending.md section 10. */
import type { DigestClient } from './digest-client.ts';
import { type Dialog, dialogRequest } from './dialog.ts';
import type { Endpoint } from './endpoint.ts';
import { type ByeAnswer, sendBye } from './hang-up.ts';
import { statusText } from './responses.ts';
import { timers } from './timers.ts';

export type RestoredDialog = {
  /** OPTIONS within the dialog. `unknown`: no answer, or one that tells nothing. Never rejects. */
  state(): Promise<{ state: 'up' | 'down' | 'unknown'; detail: string }>;
  /** One BYE; call it again while the proof is null. Never rejects. */
  hangUp(): Promise<ByeAnswer>;
};

/** The dead process may have sent more than its last snapshot tells. */
const seqGap = 1_000;
/** An OPTIONS that is not answered by then tells nothing. */
const stateMsMax = 4_000;

export function restoredDialog(parts: {
  endpoint: Endpoint;
  snapshot: Dialog;
  digest: DigestClient | null;
  onDown(): void;
}): RestoredDialog & { dialog: Dialog } {
  const { endpoint, digest } = parts;
  const { connection: _gone, ...flow } = parts.snapshot.flow;
  const dialog: Dialog = { ...structuredClone(parts.snapshot), flow, localSeq: parts.snapshot.localSeq + seqGap };

  return {
    dialog,
    async state() {
      const to = await endpoint.findNext(dialog);
      if (!to) return { state: 'unknown', detail: 'the far end has no address that could be found' };
      const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<RestoredDialog['state']>>>();
      const waits = timers(endpoint.clock);
      const asked = endpoint.ask({
        build: () => dialogRequest(dialog, 'OPTIONS'),
        to,
        digest,
        onFinal({ status }) {
          const down = status === 481 || status === 404 || status === 410;
          resolve({
            state: down ? 'down' : status < 300 ? 'up' : 'unknown',
            detail: `OPTIONS was answered ${statusText(status)}`,
          });
        },
        onUnanswered: () => resolve({ state: 'unknown', detail: 'OPTIONS was not answered' }),
      });
      waits.set('limit', stateMsMax, () => {
        asked.abandon();
        resolve({ state: 'unknown', detail: 'OPTIONS was not answered' });
      });
      const found = await promise;
      waits.clearAll();
      return found;
    },
    async hangUp() {
      const answer = await sendBye(endpoint, dialog, digest);
      if (answer.proof) parts.onDown();
      return answer;
    },
  };
}
