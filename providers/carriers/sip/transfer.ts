/** A blind transfer: we ask the far end to call somebody else, and it reports how that went. Source: RFC 3515, RFC 5589 section 6. */
import type { SipCallEvent } from './call.ts';
import type { DigestClient } from './digest-client.ts';
import { type Dialog, dialogRequest } from './dialog.ts';
import type { Endpoint } from './endpoint.ts';
import type { Header, ReceivedRequest } from './message.ts';
import { statusText } from './responses.ts';
import { timers } from './timers.ts';
import { readNameAddress, readUri, writeUri } from './uri.ts';

export type Transfer = {
  /** A NOTIFY of theirs. */
  notified(request: ReceivedRequest): void;
  stop(): void;
};

type TransferEvent = Extract<SipCallEvent, { type: 'transfer.completed' | 'transfer.failed' }>;

/** The engine's own limit is shorter. */
const reportMsMax = 180_000;

/** `to`: a URI, or a number, which is then one of the far end's own host. Exactly one event comes of it, unless it is stopped. */
export function startTransfer(parts: {
  endpoint: Endpoint;
  dialog: Dialog;
  digest: DigestClient | null;
  to: string;
  emit(event: TransferEvent): void;
}): Transfer {
  const { endpoint, dialog } = parts;
  const waits = timers(endpoint.clock);
  let done = false;

  function finish(event: TransferEvent): void {
    if (done) return;
    stop();
    parts.emit(event);
  }

  function stop(): void {
    done = true;
    waits.clearAll();
  }

  const failed = (detail: string): void => finish({ type: 'transfer.failed', detail });

  async function refer(): Promise<void> {
    const next = await endpoint.findNext(dialog);
    if (done) return;
    if (!next) return failed('the far end has no address that could be found');
    const headers: Header[] = [
      ['refer-to', `<${referUri(parts.to, dialog)}>`],
      ['referred-by', dialog.local],
      ['contact', endpoint.contact(next.transport, null)],
    ];
    endpoint.ask({
      build: () => dialogRequest(dialog, 'REFER', { headers }),
      to: next,
      digest: parts.digest,
      onFinal({ status }) {
        if (status >= 300) failed(`the far end refused: ${statusText(status)}`);
      },
      onUnanswered: () => failed('the far end did not answer'),
    });
  }

  waits.set('report', reportMsMax, () => failed('the far end did not report'));
  void refer();
  return {
    notified(request) {
      const status = Number(/^SIP\/2\.0 (\d{3})\b/.exec(request.body.toString('latin1', 0, 64))?.[1] ?? 0);
      // The far end is with somebody else now: what is left of this call is ours to hang up.
      if (status >= 200 && status < 300) finish({ type: 'transfer.completed', legStaysUp: false });
      else if (status >= 300) failed(`the target answered ${statusText(status)}`);
    },
    stop,
  };
}

/** A telephone system knows numbers under its own name. */
function referUri(to: string, { remote }: Dialog): string {
  const host = readUri(readNameAddress(remote)?.uri ?? '')?.host;
  return /^sips?:/i.test(to) || !host ? to : writeUri({ user: to, host });
}
