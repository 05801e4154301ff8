/**
 * A whole relayed call: the real session, the relay line, Twilio's adapter over the loopback, and a made-up Twilio.
 * The clock stands still while a request is out. Every step is held against the rules of ending.
 */
import type { AgentInput } from '../../contract/agent.ts';
import { type CallRecord, callRecord } from '../../contract/call.ts';
import { newCall } from '../../engine/call.ts';
import { newMonitor, watch } from '../../engine/invariants.ts';
import { relayLine } from '../../lines/relay.ts';
import type { Carrier } from '../../providers/carriers/carrier.ts';
import { startCarrierStandIn } from '../../providers/carriers/testing/carrier-stand-in.ts';
import { twilioCarrier } from '../../providers/carriers/twilio.ts';
import { virtualClock } from '../../simulator/virtual-clock.ts';
import { fillAgent } from '../agents/fill-agent.ts';
import { policyOf } from '../agents/policy.ts';
import type { LogEntry } from '../session/log.ts';
import { startCall } from '../session/start-call.ts';
import { callSid, fakeTwilio, type TwilioHabits } from './fake-twilio.ts';
import { memorySink } from './memory-sink.ts';
import { outsideWork } from '../../simulator/outside-work.ts';
import { readAgent } from './play.ts';

export type Twilio = ReturnType<typeof fakeTwilio>;

export type RelayCall = Partial<TwilioHabits> & {
  agent: Partial<AgentInput>;
  direction?: 'inbound' | 'outbound';
  /** What happens at which millisecond of the call. */
  moves: readonly [atMs: number, move: (twilio: Twilio) => void][];
};

export type RelayedCall = {
  record: CallRecord;
  log: LogEntry[];
  /** What the caller's phone played. */
  spoken: string[];
  /** When the last words that were not cut were over. */
  silentAt: number;
  /** REST requests, in order. */
  asked: string[];
  /** Twilio's word for the call in the end. */
  status: string;
};

/** Longer than any of these calls. */
const callMsMax = 120_000;

export async function playRelayCall(order: RelayCall): Promise<RelayedCall> {
  const { direction = 'inbound' } = order;
  const clock = virtualClock();
  const outside = outsideWork();
  const service = await startCarrierStandIn();
  const settings = { accountSid: 'AC1', authToken: 'secret', baseUrl: service.baseUrl, clock };
  const line = relayLine({ clock, carrier: awaited(twilioCarrier(settings), outside), legId: callSid });
  const twilio = fakeTwilio(clock, line, {
    events: 'all',
    callbacks: 'sent',
    failures: 0,
    hangUpSays: 'in-progress',
    ...order,
  });
  service.answer((asked) => twilio.answer(asked));
  line.attach(twilio.socket);

  const agent = readAgent(order.agent);
  const policy = policyOf(fillAgent(agent, {}), line.bestProof);
  const sink = memorySink();
  const broken: string[] = [];
  let monitor = newMonitor(policy);
  let before = newCall(direction, policy);
  const session = startCall({
    header: headerOf(direction),
    agent,
    clock,
    line,
    sink,
    env: {},
    onEntry(entry, after) {
      if (!('event' in entry)) return;
      const [next, found] = watch(monitor, before, { ...entry.event, at: entry.at }, after, entry.effects);
      broken.push(...found.map((what) => `${entry.at} ms: ${what}`));
      monitor = next;
      before = after;
    },
  });
  for (const [atMs, move] of order.moves) clock.after(atMs, () => move(twilio));
  for (let next = clock.next(); next !== null && next <= callMsMax; next = clock.next()) {
    clock.advance(Math.max(0, next - clock.now()));
    await outside.settle();
    await turnOfTheLoop();
  }
  await service.close();
  if (session.call.phase.name !== 'ended') throw new Error(`the call has not ended: ${session.call.phase.name}`);
  if (broken.length > 0) throw new Error(`rules of ending were broken:\n${broken.join('\n')}`);
  if (clock.next() !== null) throw new Error('a timer is left after the end');
  const record = await session.done;
  callRecord.parse(record);
  const asked = service.asked.map(({ method, body }) => `${method} ${body}`.trim());
  const { spoken, silentAt, status } = twilio;
  return { record, log: sink.log(), spoken, silentAt, asked, status };
}

/** The clock waits for its answers. */
function awaited(carrier: Carrier, outside: ReturnType<typeof outsideWork>): Carrier {
  const wait = <T>(work: Promise<T>): Promise<T> => {
    outside.begin(work);
    return work.finally(() => outside.end(work));
  };
  return {
    ...carrier,
    hangUp: (leg, signal) => wait(carrier.hangUp(leg, signal)),
    legState: (leg, signal) => wait(carrier.legState(leg, signal)),
  };
}

/** Lets everything that waits for an answer go on. */
function turnOfTheLoop(): Promise<void> {
  return new Promise((turned) => setImmediate(turned));
}

function headerOf(direction: 'inbound' | 'outbound') {
  return {
    callId: 'call_relayed',
    accountId: 'acc_test',
    agentId: 'agent_test',
    agentVersion: 1,
    direction,
    from: '+15550100001',
    to: '+15550100002',
    createdAt: new Date('2026-03-02T10:00:00Z'),
    variables: {},
    metadata: {},
  };
}
