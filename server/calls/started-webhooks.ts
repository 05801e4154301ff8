/** Tells webhooks of calls that begin: inbound ones when they are answered, outbound ones when they begin to ring. */
import { announceStarted } from './announce-started.ts';
import type { CallHeader } from '../session/record.ts';
import type { Store } from '../store/store.ts';
import type { LiveEvent, Switchboard } from './switchboard.ts';

/** The answer stops it. Whoever is told nothing, because the database is away, still hears of the end. */
export function tellOfStarts(
  switchboard: Pick<Switchboard, 'watchAll'>,
  webhooks: Store['webhooks'],
  onError: (error: Error) => void,
): () => void {
  /** Inbound calls that nobody has answered yet. */
  const ringing = new Map<string, CallHeader>();
  const tell = (header: CallHeader, answeredAt: Date | null): void => {
    void announceStarted(webhooks, header, answeredAt, onError);
  };
  return switchboard.watchAll((event: LiveEvent) => {
    const { callId } = event;
    if (event.type === 'started' && event.header.direction === 'inbound') ringing.set(callId, event.header);
    else if (event.type === 'started') tell(event.header, null);
    else if (event.type === 'ended') ringing.delete(callId);
    else if ('event' in event.entry && event.entry.event.type === 'leg.answered') {
      const header = ringing.get(callId);
      if (header) tell(header, new Date(header.createdAt.getTime() + event.entry.at));
      ringing.delete(callId);
    }
  });
}
