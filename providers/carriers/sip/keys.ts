/** Keys that come as INFO instead of in the sound. Source: the dtmf-relay body that gateways agree on, without an RFC. */
import { headerOf, type ReceivedRequest } from './message.ts';

/** Empty when the message holds no key. */
export function digitsOf(info: ReceivedRequest): string[] {
  const type = headerOf(info, 'content-type')?.split(';')[0]!.trim().toLowerCase();
  if (info.body.length > 256) return [];
  const text = info.body.toString('latin1');
  if (type === 'application/dtmf-relay') {
    const signal = /^\s*Signal\s*=\s*([0-9A-D*#]{1,2})\s*$/im.exec(text)?.[1];
    return signal === undefined ? [] : keysOf(signal);
  }
  return type === 'application/dtmf' ? keysOf(text.trim()) : [];
}

/** Star and hash are also written as the numbers of their events. */
function keysOf(signal: string): string[] {
  if (signal === '10') return ['*'];
  if (signal === '11') return ['#'];
  return /^[0-9A-D*#]$/i.test(signal) ? [signal.toUpperCase()] : [];
}
