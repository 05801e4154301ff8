/**
 * A call that nobody had answered when its process died: it is cancelled, or hung up where it was answered meanwhile, so
 * that no telephone goes on ringing. Source: RFC 3261 sections 9.1 and 15, ending.md section 10.
 */
import type { DigestClient } from './digest-client.ts';
import { type Dialog, dialogKey, dialogOfResponse, dialogRequest } from './dialog.ts';
import type { Endpoint } from './endpoint.ts';
import type { ByeAnswer } from './hang-up.ts';
import type { ReceivedResponse, SipRequest } from './message.ts';
import { statusText } from './responses.ts';
import { restoredDialog } from './restored-dialog.ts';
import type { SentInvite } from './sent-invite.ts';
import { t2Ms, timers } from './timers.ts';

export type RestoredInvite = {
  /** One attempt; call it again while the proof is null. Never rejects. */
  hangUp(): Promise<ByeAnswer>;
};

/** After the answer to the CANCEL: a 200 that is repeated comes within T2, at any address that is still ours. */
const finalMsMax = t2Ms + 1_000;
/** Of one call. */
const branchesMax = 20;

export function restoredInvite(parts: {
  endpoint: Endpoint;
  snapshot: SentInvite;
  digest: DigestClient | null;
  /** Of those who picked up before this was called. */
  answered: readonly Dialog[];
}): RestoredInvite {
  const { endpoint, snapshot, digest } = parts;
  const { connection: _gone, ...to } = snapshot.to;
  const { uri, headers } = snapshot;
  const invite: SipRequest = { kind: 'request', method: 'INVITE', uri, headers, body: Buffer.alloc(0) };
  const waits = timers(endpoint.clock);
  const answered = new Map(parts.answered.map((dialog) => [dialogKey(dialog), branch(dialog)]));
  let refusal: string | null = null;
  let dropping: Promise<ByeAnswer> | null = null;
  let onFinal = (): void => {};

  const early = snapshot.early.map(branch);
  endpoint.resume(invite, to, { onResponse, onUnanswered: () => undefined });

  /** One BYE is on its way at a time, which all who order it share. */
  function branch(dialog: Dialog): RestoredInvite {
    const kept = { ...dialog, account: snapshot.account };
    const restored = restoredDialog({ endpoint, snapshot: kept, digest, onDown: () => undefined });
    let asking: Promise<ByeAnswer> | null = null;
    return { hangUp: () => (asking ??= restored.hangUp().finally(() => (asking = null))) };
  }

  function onResponse(response: ReceivedResponse): void {
    if (response.status < 200) return;
    if (response.status >= 300) refusal = `INVITE was answered ${statusText(response.status)}`;
    else onAnswer(response);
    onFinal();
  }

  /** Somebody picked up: the answer is acknowledged each time, and hung up, though all seemed to be over. */
  function onAnswer(response: ReceivedResponse): void {
    const dialog = dialogOfResponse(invite, response, to);
    const ack = dialogRequest(dialog, 'ACK', { cseq: response.cseq });
    void endpoint.findNext(dialog).then((hop) => hop && endpoint.acknowledge(ack, hop));
    const key = dialogKey(dialog);
    if (answered.has(key) || answered.size >= branchesMax) return;
    const leg = branch(dialog);
    answered.set(key, leg);
    void leg.hangUp();
  }

  /** Without waiting for a provisional answer: the INVITE is not sent again, so that it cannot come after its CANCEL. */
  function cancel(): Promise<number | null> {
    const { promise, resolve } = Promise.withResolvers<number | null>();
    onFinal = () => resolve(null);
    endpoint.cancel(invite, to, {
      onResponse({ status }) {
        if (status >= 300 && early.length > 0) resolve(status);
        else if (status >= 200) waits.set('final', finalMsMax, () => resolve(status));
      },
      onUnanswered: () => resolve(null),
    });
    return promise.finally(() => waits.clearAll());
  }

  async function drop(): Promise<ByeAnswer> {
    const status = refusal === null && answered.size === 0 ? await cancel() : null;
    if (refusal !== null) return { proof: 'far_end_confirmed', detail: refusal };
    const detail = status === null ? 'CANCEL was not answered' : `CANCEL was answered ${statusText(status)}`;
    // One that knows the INVITE no more does not ring; whether it was answered is known where a branch named itself.
    const branches = answered.size > 0 ? [...answered.values()] : status === null ? [] : early;
    if (branches.length === 0) return { proof: status === 481 ? 'far_end_confirmed' : null, detail };
    const answers = await Promise.all(branches.map((each) => each.hangUp()));
    return answers.find(({ proof }) => proof === null) ?? answers[0]!;
  }

  return {
    hangUp() {
      dropping ??= drop().finally(() => (dropping = null));
      return dropping;
    },
  };
}
