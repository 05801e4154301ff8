/** Requests outside any call: who may come in, and what is refused before it becomes a call. Source: RFC 3261 section 8.2. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { SipAgentOptions } from './options.ts';
import { challenger } from './challenge.ts';
import { type Header, headerOf, type ReceivedRequest, tokensOf } from './message.ts';
import { allowed } from './responses.ts';
import { sessionSecondsMin, timerOfRequest } from './session-timer.ts';
import { isUsableOffer } from './sound-session.ts';
import { readUri } from './uri.ts';
import type { Hop } from './wire.ts';

export type Verdict =
  | { type: 'in'; account: string | null }
  | { type: 'silent' }
  | { type: 'refuse'; status: number; headers?: readonly Header[] };

export type Doorkeeper = {
  judge(request: ReceivedRequest, from: Hop): Verdict;
  /** What an INVITE must be refused for, whoever sends it. */
  inviteProblem(request: ReceivedRequest): { status: number; headers?: readonly Header[] } | null;
  /** Extensions that a request requires and we do not have. */
  unsupported(request: ReceivedRequest): string | null;
  /** What an OPTIONS is told. */
  readonly abilities: readonly Header[];
  /** A To tag that is the same whenever the request is the same. */
  tagOf(request: ReceivedRequest): string;
  /** Answers that cost more than they are worth are limited themselves. */
  mayRefuse(): boolean;
};

const refusalsPerSecondMax = 100;

export function doorkeeper(parts: SipAgentOptions & { clock: Clock }): Doorkeeper {
  const secret = randomBytes(32);
  const asks = challenger({
    clock: parts.clock,
    realm: parts.realm ?? 'ringoff',
    algorithms: parts.algorithms ?? ['SHA-256', 'MD5'],
    passwordOf: parts.passwordOf ?? (() => null),
  });
  let refused = { second: 0, count: 0 };

  function unsupported(request: ReceivedRequest): string | null {
    const required = tokensOf(request, 'require').filter((extension) => extension !== 'timer');
    return required.length > 0 ? required.slice(0, 10).join(', ').slice(0, 200) : null;
  }

  function whoIs(request: ReceivedRequest, from: Hop): Verdict {
    if (parts.trusted?.(from.address)) return { type: 'in', account: null };
    if (parts.unknown === 'silent') return { type: 'silent' };
    if (parts.unknown === 'refuse') return { type: 'refuse', status: 403 };
    if (parts.unknown === 'answer') return { type: 'in', account: null };
    const checked = asks.check(request);
    if (checked === null || checked === 'stale') {
      return { type: 'refuse', status: 401, headers: asks.challenge(checked === 'stale') };
    }
    return { type: 'in', account: checked.account };
  }

  return {
    unsupported,
    judge(request, from) {
      const verdict = whoIs(request, from);
      if (verdict.type !== 'in') return verdict;
      if (request.method === 'BYE' || request.method === 'NOTIFY') return { type: 'refuse', status: 481 };
      if (request.method !== 'INVITE' && request.method !== 'OPTIONS') {
        return { type: 'refuse', status: 405, headers: [['allow', allowed]] };
      }
      const missing = unsupported(request);
      if (missing) return { type: 'refuse', status: 420, headers: [['unsupported', missing]] };
      const uri = readUri(request.uri);
      if (!uri) return { type: 'refuse', status: /^(sips?|tel):/i.test(request.uri) ? 400 : 416 };
      return verdict;
    },
    inviteProblem(request) {
      if (!request.from.params.get('tag')) return { status: 400 };
      if (timerOfRequest(request) === 'too_short')
        return { status: 422, headers: [['min-se', String(sessionSecondsMin)]] };
      if (request.body.length === 0) return null;
      const type = (headerOf(request, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase();
      if (type !== 'application/sdp') return { status: 415, headers: [['accept', 'application/sdp']] };
      return isUsableOffer(request.body) ? null : { status: 488 };
    },
    abilities: [
      ['allow', allowed],
      ['accept', 'application/sdp'],
      ['supported', 'timer'],
    ],
    tagOf: (request) =>
      createHmac('sha256', secret)
        .update(`${request.callId} ${request.from.params.get('tag') ?? ''} ${request.cseq}`)
        .digest('hex')
        .slice(0, 16),
    mayRefuse() {
      const second = Math.floor(parts.clock.now() / 1000);
      if (refused.second !== second) refused = { second, count: 0 };
      refused.count += 1;
      return refused.count <= refusalsPerSecondMax;
    },
  };
}
