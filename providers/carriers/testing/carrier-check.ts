/** What every carrier's adapter must keep, whatever its wire looks like. */
import { BadConfig, Retryable, Terminal } from '../../../contract/errors.ts';
import type { DialIntent } from '../carrier.ts';
import { OutcomeUnknown } from '../carrier-request.ts';
import type { Clock } from '../../clock.ts';
import type { Asked } from './carrier-stand-in.ts';

export const intent: DialIntent = {
  id: 'call_0001',
  from: '+15550100001',
  to: '+15550100002',
  answerUrl: 'https://voice.example.com/x/voice?intent=call_0001',
  line: 'relay',
  socketUrl: 'wss://voice.example.com/x/relay/call_0001',
  statusUrl: 'https://voice.example.com/x/status?intent=call_0001',
  ringMsMax: 30_000,
  callMsMax: 605_000,
  detectVoicemail: 'at_once',
};

export const never = new AbortController().signal;

type Verdict = 'retry' | 'never' | 'config' | 'unknown';

/**
 * What a failure tells us to do: try again, never, mend the settings, or find out what came of it. Throws when it did
 * not fail, or when its message holds what belongs to a person or opens a door.
 */
export async function verdictOf(promise: Promise<unknown>, secrets: readonly string[]): Promise<Verdict> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error('it did not fail');
  const told = [...secrets, '5550100'].find((secret) => error.message.includes(secret));
  if (told !== undefined) throw new Error(`the message tells ${told}: ${error.message}`);
  if (error instanceof BadConfig) return 'config';
  if (error instanceof Terminal) return 'never';
  if (!(error instanceof Retryable)) throw error;
  return error instanceof OutcomeUnknown && error.outcome === 'unknown' ? 'unknown' : 'retry';
}

/** Time that passes only when the test says so: every limit that was set runs out at once. */
export function haltedClock(): Clock & { runOut(): void } {
  const limits = new Set<() => void>();
  return {
    now: () => 0,
    after(_ms, run) {
      limits.add(run);
      return () => limits.delete(run);
    },
    runOut: () => [...limits].forEach((run) => run()),
  };
}

/** A request without what belongs to the client library: user agent, encodings, connection. */
export function meaningOf(asked: Asked | undefined): object {
  if (!asked) throw new Error('nothing was asked');
  const { method, path, headers, body } = asked;
  const type = headers['content-type']?.split(';')[0];
  const form = type === 'application/x-www-form-urlencoded';
  const content = form ? [...new URLSearchParams(body)].toSorted(byText) : body === '' ? null : JSON.parse(body);
  return { method, path, authorization: headers['authorization'], type: body === '' ? undefined : type, content };
}

function byText(a: string[], b: string[]): number {
  return a.join('=') < b.join('=') ? -1 : 1;
}
