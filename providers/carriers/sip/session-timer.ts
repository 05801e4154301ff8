/** Session timers: a call whose far end vanished is noticed without anybody speaking. Source: RFC 4028. */
import { type Header, headerOf, type ReceivedRequest, type ReceivedResponse, tokensOf } from './message.ts';
import { readParams } from './list.ts';

/** Null: no timer was agreed on. */
export type SessionTimer = { intervalMs: number; weRefresh: boolean } | null;

export const sessionSecondsMin = 90;
const sessionSecondsMax = 7_200;

/** The timer of a request of theirs, and the headers of our 2xx; `too_short`: to be refused with 422. */
export function timerOfRequest(request: ReceivedRequest): { timer: SessionTimer; headers: Header[] } | 'too_short' {
  const asked = readInterval(request);
  if (!asked) return { timer: null, headers: [] };
  if (asked.seconds < sessionSecondsMin) return 'too_short';
  const seconds = Math.min(asked.seconds, Math.max(sessionSecondsMax, minimumOf(request)));
  const supported = tokensOf(request, 'supported').includes('timer');
  const weRefresh = asked.refresher === 'uas' || !supported;
  const headers: Header[] = [['session-expires', `${seconds};refresher=${weRefresh ? 'uas' : 'uac'}`]];
  if (!weRefresh) headers.push(['require', 'timer']);
  return { timer: { intervalMs: seconds * 1000, weRefresh }, headers };
}

/** The timer that their 2xx to our request asks for. */
export function timerOfResponse(response: ReceivedResponse): SessionTimer {
  const asked = readInterval(response);
  if (!asked) return null;
  const seconds = Math.min(Math.max(asked.seconds, sessionSecondsMin), 86_400);
  return { intervalMs: seconds * 1000, weRefresh: asked.refresher !== 'uas' };
}

/** What a 422 wants at least, in seconds; bounded. */
export function minimumOf(message: ReceivedRequest | ReceivedResponse): number {
  const seconds = parseInt(headerOf(message, 'min-se') ?? '', 10);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, sessionSecondsMin), 86_400) : sessionSecondsMin;
}

function readInterval(
  message: ReceivedRequest | ReceivedResponse,
): { seconds: number; refresher: string | null } | null {
  const value = headerOf(message, 'session-expires');
  const parts = value && /^(\d{1,9})\s*((?:;.*)?)$/.exec(value);
  if (!parts) return null;
  return { seconds: Number(parts[1]), refresher: readParams(parts[2]!).get('refresher')?.toLowerCase() ?? null };
}

/** When the refreshing side does it, and when the other side takes the call for dead (section 10). */
export function refreshMsOf(timer: NonNullable<SessionTimer>): number {
  return timer.weRefresh ? timer.intervalMs / 2 : timer.intervalMs - Math.min(32_000, timer.intervalMs / 3);
}
