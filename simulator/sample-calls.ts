/**
 * The sample calls of a new database: callers from scripts, with the sample agents, in virtual time. So each of them has
 * a whole log, and says why it ended as a real one does.
 */
import { type Agent, parseAgent } from '../contract/agent.ts';
import { Terminal } from '../contract/errors.ts';
import type { Clock } from '../providers/clock.ts';
import type { ActionOutcome, ActionRunner } from '../server/agents/flow-action.ts';
import { type LogEntry, logFormat } from '../server/session/log.ts';
import type { CallHeader } from '../server/session/record.ts';
import type { Store } from '../server/store/store.ts';
import { playScript } from './play-script.ts';
import { parseScript } from './script.ts';

type SampleCall = {
  agent: string;
  hoursAgo: number;
  other: string;
  script: string;
  /** What the requests of a flow find, by their blocks. */
  found?: Readonly<Record<string, Values>>;
};

type Values = Extract<ActionOutcome, { values: unknown }>['values'];

const booking = `caller: Hi, I'd like to book a cleaning.
  caller: Tuesday at ten.
  caller: What are your opening hours?
  caller: No thanks, that's all. Bye!`;
const parcel = `caller: Where is my order?
  caller: No thanks, that's all. Bye!`;
const notInterested = `outbound
  caller: Hello?
  caller: No, I'm not interested.`;

const member = `caller: yes please
  caller: May 4th 1980
  caller: 4 7 1 1
  caller: that's right`;

/** Each shows something else that can become of a call; some happen more often, as they do. */
const sampleCalls: readonly SampleCall[] = [
  { agent: 'front-desk', hoursAgo: 2, other: '+15550141', script: booking },
  {
    agent: 'front-desk',
    hoursAgo: 3,
    other: '+15550117',
    script: `caller: Hi, I'd like to book a cleaning.
      caller: Thursday at three.
      caller: That's all. Bye!
      [over goodbye 1s] caller: Oh wait, what are your opening hours?
      caller: Great, thank you. Goodbye!`,
  },
  { agent: 'front-desk', hoursAgo: 5, other: '+15550162', script: 'caller: Oh, I have the wrong number.' },
  {
    agent: 'support-desk',
    hoursAgo: 8,
    other: '+15550128',
    script: `caller: My lamp is broken.
      caller: You are all idiots!
      caller: Idiots, I said!`,
  },
  { agent: 'lead-qualification', hoursAgo: 21, other: '+15550173', script: notInterested },
  { agent: 'front-desk', hoursAgo: 26, other: '+15550109', script: '' },
  {
    agent: 'lead-qualification',
    hoursAgo: 27,
    other: '+15550184',
    script: `outbound
      caller: You have reached Ann. Please leave a message after the tone.`,
  },
  {
    agent: 'front-desk',
    hoursAgo: 29,
    other: '+15550135',
    script: `caller: How much is a cleaning?
      caller: Goodbye, or should I bring my papers?
      caller: No thanks. Bye!
      [over goodbye 0.8s] caller: okay bye`,
  },
  { agent: 'support-desk', hoursAgo: 31, other: '+15550150', script: parcel },
  {
    agent: 'lead-qualification',
    hoursAgo: 50,
    other: '+15550191',
    script: `outbound
      caller: Yes, I own it.
      caller: Sounds good, let's do it.`,
  },
  { agent: 'front-desk', hoursAgo: 53, other: '+15550141', script: booking },
  {
    agent: 'support-desk',
    hoursAgo: 55,
    other: '+15550166',
    script: `caller: Hello
      [over reply 0.4s] hang up`,
  },
  {
    agent: 'front-desk',
    hoursAgo: 74,
    other: '+15550122',
    script: `caller: I have the wrong number.
      voice down
      refuse 2 hang-ups`,
  },
  { agent: 'lead-qualification', hoursAgo: 77, other: '+15550178', script: notInterested },
  { agent: 'front-desk', hoursAgo: 98, other: '+15550155', script: booking },
  { agent: 'support-desk', hoursAgo: 101, other: '+15550193', script: parcel },
  { agent: 'front-desk', hoursAgo: 124, other: '+15550130', script: 'caller: Sorry, wrong number.' },
  { agent: 'support-desk', hoursAgo: 126, other: '+15550104', script: '' },
  {
    agent: 'flow-appointment',
    hoursAgo: 4,
    other: '+15550112',
    script: `${member}
      caller: on Tuesday in the morning
      caller: 212 555 0147
      caller: yes please`,
    found: { eligibility: { eligible: true, plan: 'Basic' }, book: { booking: 'visit-1' } },
  },
  { agent: 'flow-appointment', hoursAgo: 28, other: '+15550170', script: 'caller: no thanks' },
  {
    agent: 'flow-appointment',
    hoursAgo: 30,
    other: '+15550181',
    script: `${member}
      [over reply 0.4s] hang up`,
    found: { eligibility: { eligible: true, plan: 'Plus' } },
  },
  { agent: 'flow-appointment', hoursAgo: 51, other: '+15550126', script: '' },
  {
    agent: 'flow-appointment',
    hoursAgo: 75,
    other: '+15550158',
    script: member,
    found: { eligibility: { eligible: false } },
  },
];

/** Only where there is no call yet, and for sample agents that are as they came. */
export async function addSampleCalls(store: Store, accountId: string): Promise<void> {
  const known = await store.calls.list(accountId, { limit: 1 });
  const samples = known.length > 0 ? [] : await store.samples.agents(accountId);
  for (const [index, call] of sampleCalls.entries()) {
    if (!samples.includes(call.agent)) continue;
    await addCall(store, { callId: `call_sample_${index + 1}`, accountId }, call);
  }
}

type Who = { callId: string; accountId: string };

async function addCall(store: Store, who: Who, { agent: agentId, hoursAgo, other, script, found = {} }: SampleCall) {
  const stored = await store.agents.get(who.accountId, agentId);
  const parsed = stored && parseAgent(stored.document);
  if (!parsed?.ok) throw new Terminal(`the sample agent ${agentId} cannot be read`);
  const { agent } = parsed;
  const played = parseScript(script, who.callId);
  const createdAt = new Date(Date.now() - hoursAgo * 3_600_000);
  const header = headerOf(who, agent, { agentId, direction: played.direction, other, createdAt });
  const epoch = await beginSample(store, header);
  if (epoch === null) return;
  const entries: LogEntry[] = [];
  const sink = {
    append: (more: readonly object[]) => void entries.push(...(more as LogEntry[])),
    end: (record: Parameters<Store['calls']['end']>[2], last: readonly object[]) =>
      store.calls.end(who.callId, epoch, record, [...entries, ...(last as LogEntry[])]),
  };
  await playScript({
    header,
    agent: withoutMessages(agent),
    script: played,
    sink,
    env: {},
    actions: (clock) => actionsThatFind(found, clock),
  });
}

/** Null: another process, which starts at the same time on the same database, adds it. */
async function beginSample(store: Store, header: CallHeader): Promise<number | null> {
  const { callId: id, accountId, agentId, agentVersion, direction, from, to, createdAt: startedAt } = header;
  const call = { id, accountId, agentId, agentVersion, direction, from, to, startedAt, carrier: 'text', legId: null };
  try {
    return await store.calls.begin(
      { ...call, intent: {}, logFormat, metadata: {}, sample: true },
      `samples-${process.pid}`,
    );
  } catch (error) {
    if (error instanceof Terminal) return null;
    throw error;
  }
}

/** What End Call blocks send and keep elsewhere is left out: nobody of a sample call is to hear of it. */
function withoutMessages(agent: Agent): Agent {
  if (!agent.flow) return agent;
  const nodes = agent.flow.nodes.map((node) => {
    if (node.kind !== 'end_call') return node;
    return { ...node, data: { ...node.data, sms: null, webhooks: null, log: null } };
  });
  return { ...agent, flow: { ...agent.flow, nodes } };
}

/** In place of requests, which a new installation sends to nobody. */
function actionsThatFind(found: Readonly<Record<string, Values>>, clock: Clock): ActionRunner {
  return {
    run(block, _action, _values, onDone) {
      const values = found[block];
      if (!values) throw new Terminal(`the sample call has nothing for the block ${block} to find`);
      clock.after(requestMs, () => onDone({ values }));
    },
  };
}

const requestMs = 400;

/** The number of the sample agents' own side. */
const ours = '+15550100';

type About = { agentId: string; direction: CallHeader['direction']; other: string; createdAt: Date };

function headerOf(who: Who, { variables }: Agent, { other, ...about }: About): CallHeader {
  const [from, to] = about.direction === 'inbound' ? [other, ours] : [ours, other];
  return { ...who, ...about, from, to, agentVersion: 1, variables, metadata: {} };
}
