/** A way to call out: our own telephone, or a carrier. */
import type { Agent } from '../../contract/agent.ts';
import type { CarrierLine, DialCarrier } from '../../contract/routes/calls.ts';
import type { LiveCall, NewCallOrder } from '../calls/switchboard.ts';

/** What is asked for, before it is known who can do it. */
export type DialOrder = {
  accountId: string;
  agentId: string;
  agentVersion: number;
  /** A number with + and country code, or a `sip:` address. */
  to: string;
  /** Null: the default of whoever dials. */
  from: string | null;
  /** Null: the usual one of whoever dials. */
  line: CarrierLine | null;
  variables: Agent['variables'];
  metadata: NewCallOrder['metadata'];
  idempotencyKey: string | null;
};

export type Dialler = {
  readonly id: DialCarrier;
  /** `numbers`: it reaches the telephone network; null where it cannot, with what to set. */
  readonly reachesNumbers: boolean;
  /** Throws Refusal for what it may not or cannot dial. Answers from whom the call will come. */
  check(order: Pick<DialOrder, 'to' | 'from' | 'line'>): { from: string };
  /**
   * Commits the call, then dials once. Resolves when the call is committed: what becomes of the dial is the call's own
   * story. Throws what `Switchboard.open` throws.
   */
  dial(order: DialOrder & { from: string }): Promise<LiveCall>;
};

/** The leg rings no longer than this; the engine's own limit is longer, so that the carrier tells what became of it. */
export const ringMs = 45_000;

/** When voicemail is to be told, by what the agent does about it. */
export function voicemailWatch(agent: Pick<Agent, 'ending'>): 'off' | 'at_once' | 'after_greeting' {
  const { action } = agent.ending.voicemail;
  if (action === 'ignore') return 'off';
  return action === 'hang_up' ? 'at_once' : 'after_greeting';
}
