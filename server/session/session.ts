/**
 * One live call, dull by design: append the event, step the engine, carry out the effects, feed back what comes of
 * them. One timer, for the phase's deadline. Source: design architecture.md, "One call, as data".
 */
import type { Agent } from '../../contract/agent.ts';
import type { CallRecord } from '../../contract/call.ts';
import { type Call, newCall } from '../../engine/call.ts';
import type { Effect } from '../../engine/effects.ts';
import type { Event, EventBody } from '../../engine/events.ts';
import type { Limits } from '../../engine/policy.ts';
import { step } from '../../engine/step.ts';
import type { Judge } from '../../judge/judge.ts';
import type { Line, LineEvent } from '../../lines/line.ts';
import type { Clock } from '../../providers/clock.ts';
import { newAgentTurn } from './agent-turn.ts';
import type { Brain } from '../agents/brain.ts';
import type { FlowParts } from '../agents/flow-parts.ts';
import { newFlowTurn } from '../agents/flow-turn.ts';
import { policyOf } from '../agents/policy.ts';
import { newBargeIn } from './barge-in.ts';
import { type Conversation, newConversation } from './conversation.ts';
import type { LogEntry, Note } from './log.ts';
import { proposalFromKey, proposalFromOperator, proposalFromTrouble } from './proposals.ts';
import { type CallHeader, recordOf } from './record.ts';
import { keptUntilOf } from '../calls/recordings.ts';
import { type Hands, obey } from './obey.ts';
import { newRequirements } from './requirements.ts';
import { screen } from './screening.ts';
import { newSpeaker } from './speaker.ts';
import type { CallSink } from '../store/call-sink.ts';
import type { ToolRunner } from './tools.ts';
import { transferTarget } from './transfer-targets.ts';
import { promptTurn } from './turn.ts';

export type SessionParts = {
  header: CallHeader;
  /** With its variables filled in. */
  agent: Agent;
  /** What rules and requirements may look at. */
  values: Readonly<Record<string, unknown>>;
  line: Line;
  brain: Brain;
  tools: ToolRunner;
  judge: Judge;
  /** Null for a prompt agent. */
  flow: FlowParts | null;
  /** Puts the call's values into a text that is not filled yet. */
  fill(text: string): string;
  clock: Clock;
  sink: CallSink;
  limits?: Partial<Limits>;
  /** Whoever calls hears an apology, and nothing else. */
  creditUsedUp?: boolean;
  /** Sees every entry as it is made: live views and the simulator. */
  onEntry?(entry: LogEntry, call: Call): void;
};

export type Session = {
  /** The call's record, once the end and its record are stored. */
  readonly done: Promise<CallRecord>;
  /** The call as it is now. */
  readonly call: Call;
  /** Ends the call by an operator. */
  end(options: { farewell: boolean }): void;
  /** By an operator: a number of the agent's, or its name there. `busy`: the call is not in conversation now. */
  transfer(to: string): 'asked' | 'not_allowed' | 'busy';
  /** Something outside the conversation ends the call: credit used up, a process shutting down. */
  endByTrouble(trigger: 'balance' | 'failure', detail: string): void;
};

export function startSession(parts: SessionParts): Session {
  const { agent, clock, line } = parts;
  const policy = policyOf(agent, line.bestProof, parts.limits);
  const startedAt = clock.now();
  const entries: LogEntry[] = [];
  const queue: EventBody[] = [];
  let call = newCall(parts.header.direction, policy);
  let busy = false;
  let ended = false;
  let armedFor: number | null = null;
  let cancelTimer = (): void => {};
  const { promise: done, resolve, reject } = Promise.withResolvers<CallRecord>();

  const now = (): number => Math.round(clock.now() - startedAt);
  const conversation = newConversation();
  const note = (found: Note): void => record({ seq: entries.length, at: now(), note: found });
  const speaker = newSpeaker({
    send: (command) => line.send(command),
    dispatch,
    conversation,
    judge: parts.judge,
    language: agent.language,
    phrases: agent.ending.phrases,
  });
  const values = (): Readonly<Record<string, unknown>> => ({ ...parts.values, ...turn.values() });
  const requirements = newRequirements({ agent, heardText: conversation.agentText, values, note });
  const turnParts = {
    ...parts,
    direction: parts.header.direction,
    speaker,
    conversation,
    requirements,
    isActive: () => call.phase.name === 'active',
    voicemailSeen,
    dispatch,
    note,
  };
  const turn = parts.flow
    ? newFlowTurn({ ...turnParts, flow: parts.flow })
    : promptTurn(newAgentTurn(turnParts), agent.greeting.mode === 'prompt');
  const bargeIn = newBargeIn({
    line,
    clock,
    limits: policy.limits,
    inConversation: () => call.phase.name === 'active' || call.phase.name === 'guarded',
    agentSpeaks: () => call.playing !== null,
  });
  const hands: Hands = {
    agent,
    turn,
    conversation,
    speaker,
    line,
    isPlaying: () => call.playing !== null,
    endsByBlock: () => call.phase.name === 'closing' && call.phase.end.trigger === 'flow_block',
    dispatch,
  };

  function record(entry: LogEntry): void {
    if (ended) return;
    entries.push(entry);
    ended = call.phase.name === 'ended';
    if (!ended) parts.sink.append([entry]);
    parts.onEntry?.(entry, call);
  }

  /** Events that come while one is being handled wait their turn. */
  function dispatch(event: EventBody): void {
    queue.push(event);
    if (busy) return;
    busy = true;
    try {
      for (let next = queue.shift(); next; next = queue.shift()) handle(next);
    } finally {
      busy = false;
    }
    arm();
  }

  function handle(body: EventBody): void {
    if (call.phase.name === 'ended') return;
    const event: Event = { ...body, at: now() };
    const [next, effects] = step(call, event, policy);
    call = next;
    bargeIn.follow();
    keepConversation(conversation, body);
    record({ seq: entries.length, at: event.at, event: body, effects });
    if (isPlaybackOver(body)) turn.playbackOver(body.utteranceId, body.type === 'playback.finished');
    for (const effect of effects) carryOut(effect);
  }

  function carryOut(effect: Effect): void {
    if (effect.type === 'record_end') return finish();
    obey(effect, hands);
  }

  function finish(): void {
    turn.stop();
    cancelTimer();
    bargeIn.stop();
    line.close();
    const { enabled, retention_days } = agent.recording;
    const recorded = enabled && line.kind === 'audio';
    const recordingKeptUntil = recorded ? keptUntilOf(parts.header.createdAt, retention_days) : null;
    const finalRecord = recordOf(parts.header, entries, parts.brain.modelId, { recordingKeptUntil, flow: turn.flow() });
    parts.sink.end(finalRecord, entries.slice(-1)).then(() => resolve(finalRecord), reject);
  }

  function arm(): void {
    const { deadline } = call.phase;
    if (deadline === armedFor) return;
    cancelTimer();
    armedFor = deadline;
    if (deadline === null) return;
    cancelTimer = clock.after(Math.max(0, deadline - (clock.now() - startedAt)), () => {
      armedFor = null;
      dispatch({ type: 'deadline.reached' });
    });
  }

  function hear(event: LineEvent): void {
    if (event.type === 'playback.cleared') dropUnheard(event.utteranceId, event.heardText);
    if (event.type === 'caller.said') {
      dispatch({ ...event, meaning: parts.judge.caller(event.text, agent.language) });
    } else if (event.type === 'leg.answered') {
      dispatch({ ...event, end: parts.creditUsedUp ? withoutCredit : screen(agent, parts.values, note) });
    } else if (event.type === 'caller.pressed' && event.digit === agent.ending.keypad.key) {
      dispatch({ type: 'end.proposed', proposal: proposalFromKey(agent.ending.keypad) });
    } else if (event.type === 'line.failed') {
      endByTrouble('failure', event.detail);
    } else dispatch(event);
    bargeIn.hear(event);
  }

  function endByTrouble(trigger: 'balance' | 'failure', detail: string): void {
    dispatch({ type: 'end.proposed', proposal: proposalFromTrouble(trigger, detail) });
  }

  /** By the model, from the words: what is to be done at once is done; a message waits for the end of the greeting. */
  function voicemailSeen(): void {
    const waits = agent.ending.voicemail.action === 'leave_message' && line.hearsMachines === true;
    if (waits) line.send({ type: 'expect_machine' });
    else dispatch({ type: 'voicemail.detected', by: 'model' });
  }

  /** At once: the order that cleared the line may go on to ask the model. */
  function dropUnheard(utteranceId: string, heardText: string): void {
    conversation.cutTo(utteranceId, heardText);
    speaker.hush(utteranceId);
  }

  arm();
  line.start(hear);
  return {
    done,
    get call() {
      return call;
    },
    end: ({ farewell }) => dispatch({ type: 'end.proposed', proposal: proposalFromOperator(farewell) }),
    transfer(to) {
      const target = transferTarget(agent, to);
      if (target === null) return 'not_allowed';
      if (call.phase.name !== 'active') return 'busy';
      dispatch({ type: 'transfer.requested', to: target });
      return 'asked';
    },
    endByTrouble,
  };
}

const withoutCredit = proposalFromTrouble('balance', 'the credit was used up before the call');

/** The model's view of the conversation follows the events. */
function keepConversation(conversation: Conversation, event: EventBody): void {
  if (event.type === 'caller.said' && event.text.trim() !== '') conversation.callerSaid(event.text);
  if (event.type === 'caller.pressed') conversation.callerPressed(event.digit);
}

function isPlaybackOver(event: EventBody): event is EventBody & { type: `playback.${string}`; utteranceId: string } {
  return event.type === 'playback.finished' || event.type === 'playback.cleared' || event.type === 'playback.failed';
}
