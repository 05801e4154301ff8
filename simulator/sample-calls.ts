/**
 * The sample calls of a new database: callers from scripts, with the sample agents, in virtual time. So each of them has
 * a whole log, and says why it ended as a real one does.
 */
import { type Agent, parseAgent } from '../contract/agent.ts';
import { Terminal } from '../contract/errors.ts';
import { type LogEntry, logFormat } from '../server/session/log.ts';
import type { CallHeader } from '../server/session/record.ts';
import type { Store } from '../server/store/store.ts';
import { playScript } from './play-script.ts';
import { parseScript } from './script.ts';

type SampleCall = { agent: string; hoursAgo: number; other: string; script: string };

const booking = `caller: Hi, I'd like to book a cleaning.
  caller: Tuesday at ten.
  caller: What are your opening hours?
  caller: No thanks, that's all. Bye!`;
const parcel = `caller: Where is my order?
  caller: No thanks, that's all. Bye!`;
const notInterested = `outbound
  caller: Hello?
  caller: No, I'm not interested.`;

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

async function addCall(store: Store, who: Who, { agent: agentId, hoursAgo, other, script }: SampleCall) {
  const found = await store.agents.get(who.accountId, agentId);
  const parsed = found && parseAgent(found.document);
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
  await playScript({ header, agent, script: played, sink, env: {} });
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

/** The number of the sample agents' own side. */
const ours = '+15550100';

type About = { agentId: string; direction: CallHeader['direction']; other: string; createdAt: Date };

function headerOf(who: Who, { variables }: Agent, { other, ...about }: About): CallHeader {
  const [from, to] = about.direction === 'inbound' ? [other, ours] : [ours, other];
  return { ...who, ...about, from, to, agentVersion: 1, variables, metadata: {} };
}
