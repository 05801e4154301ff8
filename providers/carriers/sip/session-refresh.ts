/** Keeps an agreed session timer: refreshes with a re-INVITE at half of it, or notices that the far end does not. Source: RFC 4028 sections 7.2 and 10. */
import { randomInt } from 'node:crypto';
import type { DigestClient } from './digest-client.ts';
import { type Dialog, dialogRequest } from './dialog.ts';
import type { Endpoint } from './endpoint.ts';
import type { Header, ReceivedResponse } from './message.ts';
import { allowed } from './responses.ts';
import { refreshMsOf, type SessionTimer, timerOfResponse } from './session-timer.ts';
import type { SoundSession } from './sound-session.ts';
import type { Timers } from './timers.ts';

export type SessionRefresh = {
  /** The timer of the last INVITE or UPDATE; null stops it. */
  watch(timer: SessionTimer): void;
  /** An INVITE of ours is on its way: one of theirs gets 491. */
  isAsking(): boolean;
};

export type SessionRefreshParts = {
  endpoint: Endpoint;
  dialog: Dialog;
  digest: DigestClient | null;
  sound: SoundSession;
  contactUser: string | null;
  waits: Timers;
  /** The call is over, or about to be. */
  isLeaving(): boolean;
  acknowledge(response: ReceivedResponse): void;
  onSound(): void;
  breakOff(cause: string): void;
};

export function sessionRefresh(parts: SessionRefreshParts): SessionRefresh {
  const { endpoint, dialog, sound, waits, breakOff } = parts;
  let asking = false;

  function watch(timer: SessionTimer): void {
    waits.clear('session');
    if (!timer) return;
    waits.set('session', refreshMsOf(timer), () => {
      if (!timer.weRefresh) return breakOff('the far end did not refresh the session');
      waits.set('session', timer.intervalMs / 2, () => breakOff('the session could not be refreshed'));
      void refresh(timer);
    });
  }

  async function refresh(timer: NonNullable<SessionTimer>): Promise<void> {
    if (asking || parts.isLeaving()) return;
    asking = true;
    const to = await endpoint.findNext(dialog);
    if (!to || parts.isLeaving()) {
      asking = false;
      return;
    }
    const headers: Header[] = [
      ['contact', endpoint.contact(to.transport, parts.contactUser)],
      ['allow', allowed],
      ['supported', 'timer'],
      ['session-expires', `${timer.intervalMs / 1000};refresher=uac`],
      ['content-type', 'application/sdp'],
    ];
    endpoint.ask({
      build: () => dialogRequest(dialog, 'INVITE', { headers, body: sound.offer() }),
      to,
      digest: parts.digest,
      onFinal: (response) => onFinal(response, timer),
      onUnanswered() {
        asking = false;
        breakOff('the far end did not answer a refresh');
      },
    });
  }

  function onFinal(response: ReceivedResponse, timer: NonNullable<SessionTimer>): void {
    const repeated = !asking;
    asking = false;
    if (response.status < 300) {
      parts.acknowledge(response);
      if (repeated || parts.isLeaving()) return;
      sound.accept(response.body);
      parts.onSound();
      return watch(timerOfResponse(response) ?? timer);
    }
    // The one who began the call waits longer before it tries again; either may have (RFC 3261 section 14.1).
    if (response.status === 491) waits.set('refresh', randomInt(2_100, 4_000), () => void refresh(timer));
    else if (response.status === 481 || response.status === 408) breakOff('the far end does not know the call');
  }

  return { watch, isAsking: () => asking };
}
