/**
 * One world from its seed: a whole call through the real session in virtual time, with the rules of ending checked at
 * every step. Source: design proof.md, "Simulator"; ending.md section 11.
 */
import { type Agent, parseAgent } from '../contract/agent.ts';
import type { CallRecord } from '../contract/call.ts';
import { type Call, newCall } from '../engine/call.ts';
import { newMonitor, watch } from '../engine/invariants.ts';
import type { LogEntry } from '../server/session/log.ts';
import type { ActionRunner } from '../server/agents/flow-action.ts';
import { policyOf } from '../server/agents/policy.ts';
import type { CallHeader } from '../server/session/record.ts';
import { type Session } from '../server/session/session.ts';
import { startCall } from '../server/session/start-call.ts';
import type { CallSink } from '../server/store/call-sink.ts';
import { type HostileLine, hostileLine } from './hostile-line.ts';
import { type Random, randomFrom } from './random.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.ts';
import { type CallerMove, type World, worldFrom } from './world.ts';

export type Outcome = {
  seed: number;
  /** What went against the rules, in words; empty is good. */
  violations: readonly string[];
  record: CallRecord | null;
  entries: readonly LogEntry[];
};

const epoch = new Date('2026-01-01T00:00:00Z');
/** Longer than any call may last. */
const callMsMax = 25 * 3_600_000;
const entriesMax = 20_000;

export function simulate(seed: number): Outcome {
  const random = randomFrom(seed);
  return simulateWorld(seed, worldFrom(random), random);
}

/** One call in this world. */
export function simulateWorld(seed: number, world: World, random: Random): Outcome {
  const agent = agentOf(world);
  const clock = virtualClock();
  const line = hostileLine(clock, random, world.misfortunes, world.bestProof);
  const violations: string[] = [];
  const entries: LogEntry[] = [];
  const ended: CallRecord[] = [];
  const sink: CallSink = {
    append: () => {},
    end: (record) => {
      ended.push(record as unknown as CallRecord);
      return Promise.resolve('ended');
    },
  };
  const check = ruleCheck(agent, world, violations);
  const onEntry = (entry: LogEntry, call: Call): void => {
    entries.push(entry);
    check(entry, call);
    if (entries.length > entriesMax) throw new Error('the session does not come to rest');
  };
  const actions = randomActions(clock, random);
  try {
    const session = startCall({ header: headerOf(seed, world), agent, clock, line, sink, env: {}, onEntry, actions });
    playMoves(world, session, line, clock, entries);
    clock.advance(callMsMax);
    violations.push(...afterwards(session, ended, line, clock), ...ordersNotCarriedOut(entries, line));
    if (ended[0]) violations.push(...recordAgainstWorld(ended[0], world));
  } catch (error) {
    violations.push(`threw: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { seed, violations: [...new Set(violations)], record: ended[0] ?? null, entries };
}

/** What a flow asks of the outside is given, refused, late or never answered. */
function randomActions(clock: VirtualClock, random: Random): ActionRunner {
  return {
    run(_block, action, _values, onDone) {
      if (random.chance(0.05)) return;
      const values = Object.fromEntries(
        action.save.map(({ variable }) => [variable, random.pick(['red', '7', true, ''])]),
      );
      const outcome = random.chance(0.7) ? { values } : { failed: 'it answered 500' };
      clock.after(random.pick([0, 200, 3_000, 30_000]), () => onDone(outcome));
    },
  };
}

function agentOf(world: World): Agent {
  const parsed = parseAgent(world.agent);
  if (!parsed.ok) throw new Error(`the simulator made a bad agent: ${JSON.stringify(parsed.problems)}`);
  return parsed.agent;
}

function headerOf(seed: number, world: World): CallHeader {
  return {
    callId: `call_${seed}`,
    accountId: 'acc_simulated',
    agentId: 'simulated',
    agentVersion: 1,
    direction: world.direction,
    from: '+15550111',
    to: '+15550122',
    createdAt: epoch,
    variables: {},
    metadata: {},
  };
}

/** Follows the engine by the log alone: the monitor sees what the engine was told and what it ordered. */
function ruleCheck(agent: Agent, world: World, violations: string[]): (entry: LogEntry, after: Call) => void {
  const policy = policyOf(agent, world.bestProof);
  let monitor = newMonitor(policy);
  let before = newCall(world.direction, policy);
  let lastAt = 0;
  return (entry, after) => {
    if (!('event' in entry)) return;
    const dueAt = Math.max(before.phase.deadline ?? Infinity, lastAt);
    if (entry.at > dueAt + 1) violations.push(`1: a deadline was missed by ${Math.round(entry.at - dueAt)} ms`);
    lastAt = entry.at;
    const [next, broken] = watch(monitor, before, { ...entry.event, at: entry.at }, after, entry.effects);
    violations.push(...broken);
    monitor = next;
    before = after;
  };
}

function playMoves(
  world: World,
  session: Session,
  line: HostileLine,
  clock: VirtualClock,
  entries: readonly LogEntry[],
): void {
  const { caller } = line;
  if (world.answersAtMs !== null) clock.after(world.answersAtMs, () => caller.answers());
  for (const move of world.moves) {
    clock.after((world.answersAtMs ?? 0) + move.atMs, () => {
      perform(move.move === 'says' ? withWords(move, world, entries) : move, session, line, clock);
    });
  }
}

function withWords(
  move: Extract<CallerMove, { move: 'says' }>,
  world: World,
  entries: readonly LogEntry[],
): CallerMove {
  return { ...move, text: world.wordsFor?.(entries) ?? move.text };
}

function perform(move: CallerMove, session: Session, { caller }: HostileLine, clock: VirtualClock): void {
  switch (move.move) {
    case 'says':
    case 'noise':
      if (move.speechMs > 0) {
        caller.startsSpeaking();
        clock.after(move.speechMs, () => caller.stopsSpeaking());
      }
      if (move.move === 'says') clock.after(move.speechMs + 150, () => caller.says(move.text));
      return;
    case 'presses':
      return caller.presses('1');
    case 'hangs_up':
      return caller.hangsUp();
    case 'voicemail':
      return caller.isVoicemail();
    case 'operator_ends':
      return session.end({ farewell: true });
    case 'operator_hangs_up':
      return session.end({ farewell: false });
  }
}

/** What must hold once the call is over. */
function afterwards(session: Session, ended: readonly CallRecord[], line: HostileLine, clock: VirtualClock): string[] {
  const broken: string[] = [];
  if (session.call.phase.name !== 'ended') broken.push(`1: the call never ended, it is ${session.call.phase.name}`);
  if (ended.length !== 1) broken.push(`2: ${ended.length} ends were stored`);
  const left = clock.next();
  if (left !== null) broken.push('5: a timer is left after the end');
  if (line.lateCommands > 0) broken.push('5: the line was used after the end');
  broken.push(...spokenControls(line));
  return broken;
}

/** The session is the engine's hands: what was ordered reached the line. */
function ordersNotCarriedOut(entries: readonly LogEntry[], line: HostileLine): string[] {
  const ordered = { hang_up: 0, clear: 0 };
  for (const entry of entries) {
    for (const effect of 'effects' in entry ? entry.effects : []) {
      if (effect.type === 'hang_up') ordered.hang_up += 1;
      if (effect.type === 'clear_playback') ordered.clear += 1;
    }
  }
  const sent = (type: string): number => line.commands.filter((command) => command.type === type).length;
  const missing = [];
  if (sent('hang_up') !== ordered.hang_up) missing.push('the line did not get every hang-up');
  if (sent('clear') < ordered.clear) missing.push('the line did not get every clear');
  return missing;
}

const endsByWords: ReadonlySet<string> = new Set(['tool', 'tag', 'command']);
const heardWell: ReadonlySet<string> = new Set(['confirmed', 'cut_by_closing', 'skipped']);

/** What the record may not say, given what was simulated. */
function recordAgainstWorld(record: CallRecord, world: World): string[] {
  const broken: string[] = [];
  if (world.echoes && endsByWords.has(record.trigger)) broken.push("6: the caller's own words ended the call");
  const ours =
    record.hang_up.attempts > 0 &&
    record.ended_by !== 'caller' &&
    record.answered_at !== null &&
    record.ended_reason === 'agent_ended';
  const cutShort = world.moves.some((move) => move.move === 'operator_hangs_up');
  const capped = record.duration_seconds >= (world.agent.ending?.max_duration?.seconds ?? Infinity) - 1;
  if (world.calm && ours && !cutShort && !capped && !heardWell.has(record.farewell.heard)) {
    broken.push(`3: nothing failed, and the farewell is ${record.farewell.heard}`);
  }
  return broken;
}

const controlText = /\[\s*(end[_ -]?call|transfer|send[_ -]?sms|wait)|end_call/i;

/** Invariant 6, first half: no control text reaches the caller. */
function spokenControls(line: HostileLine): string[] {
  const spoken = new Map<string, string>();
  for (const command of line.commands) {
    if (command.type !== 'speak') continue;
    spoken.set(command.utteranceId, (spoken.get(command.utteranceId) ?? '') + command.text);
  }
  return [...spoken.values()]
    .filter((text) => controlText.test(text))
    .map((text) => `6: spoken to the caller: ${text}`);
}
