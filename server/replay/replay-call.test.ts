/** Whole calls, replayed under other settings from the log that they left. */
import { describe, expect, test } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import { randomFrom } from '../../simulator/random.ts';
import { simulate } from '../../simulator/simulate.ts';
import { worldFrom } from '../../simulator/world.ts';
import type { LogEntry } from '../session/log.ts';
import { agentThat, type EndingInput, endCall, politeRules, type Rule } from '../testing/agents.ts';
import { play, type Played, readAgent } from '../testing/play.ts';
import { type OtherEnding, withEnding } from './merged-ending.ts';
import { replayCall, type ReplayedCall } from './replay-call.ts';

const from = '+15550001';

/** What was played, as it is stored, under other settings. Throws when they do not go together. */
function again(
  document: Partial<AgentInput>,
  { record, log }: Pick<Played, 'record' | 'log'>,
  other: OtherEnding,
): ReplayedCall {
  const agent = readAgent(document);
  const changed = withEnding(agent, other);
  if (!changed.ok) throw new Error(JSON.stringify(changed.problems));
  const call = {
    id: record.call_id,
    accountId: 'acc_test',
    agentId: record.agent_id,
    agentVersion: 1,
    direction: record.direction,
    carrier: 'text',
    from: record.from,
    to: record.to,
    startedAt: new Date(record.started_at),
    endedAt: new Date(record.ended_at),
    endedReason: record.ended_reason,
  };
  const stored = JSON.parse(JSON.stringify(log)) as LogEntry[];
  return replayCall({ call, log: stored, agent }, changed.agent)!;
}

async function replayed(script: readonly Rule[], ending: EndingInput, caller: string, other: OtherEnding) {
  const document = agentThat(script, ending);
  return again(document, await play(document, caller, { from }), other);
}

test('a log that comes to another end than the one stored is not replayed', async () => {
  const document = agentThat(politeRules);
  const played = await play(document, 'caller: bye', { from });
  const elsewhere = { ...played, record: { ...played.record, ended_reason: 'error' as const } };
  expect(again(document, elsewhere, { enabled: true })).toBeNull();
});

function told({ change, was, wouldBe, unknown }: ReplayedCall): string {
  const { endedReason, trigger, customEndCallReason: custom } = wouldBe.end;
  const codes = unknown.map(({ code }) => code).join(', ');
  return `${change}: ${was.end.trigger}, ${endedReason} by ${trigger}${custom === null ? '' : ` (${custom})`}; ${codes}`;
}

const wrongNumber: readonly Rule[] = [
  { when: ['wrong'], say: 'Oh.', tools: [endCall({ reason: 'Wrong number' })] },
  { when: 'anything', say: 'I see.' },
];
const reasons = [{ reason: 'Wrong number', outcome_tags: ['wrong'] }];

describe('the same settings', () => {
  test.each([
    ['silence', 'caller: hi'],
    ['goodbye', 'caller: hi\ncaller: bye'],
    ['the caller', 'caller: hi\n[after 3s] hang up'],
    ['a rescue', 'caller: bye\n[over goodbye 0.3s] caller: wait, one more question\ncaller: bye'],
  ])('give the same call: %s', async (_what, caller) => {
    const result = await replayed(politeRules, {}, caller, { enabled: true });
    expect(result).toMatchObject({ change: 'same', otherReason: false, partedAt: null, unknown: [] });
  });
});

test('in every world of the simulator a log under its own settings is the same call', () => {
  const seeds = Array.from({ length: 250 }, (_, index) => index + 1);
  const others = seeds.filter((seed) => {
    const { record, entries } = simulate(seed);
    const { agent } = worldFrom(randomFrom(seed));
    const same = again(agent, { record: record!, log: [...entries] }, { enabled: agent.ending?.enabled ?? true });
    return same.change !== 'same' || same.partedAt !== null || same.unknown.length > 0;
  });
  expect(others).toEqual([]);
});

test('in every world of the simulator a log under other settings comes to an end', () => {
  const other = { silence: { timeout_seconds: 10, check_ins: [] }, guard: { enabled: false }, mutual_goodbye: true };
  const changes = Array.from({ length: 250 }, (_, index) => {
    const { record, entries } = simulate(index + 1);
    return again(worldFrom(randomFrom(index + 1)).agent, { record: record!, log: [...entries] }, other).change;
  });
  expect(new Set(changes)).toEqual(new Set(['same', 'earlier', 'later']));
});

describe('end-call reasons', () => {
  test('their closing line is that of the new settings, and the line is down when it is over', async () => {
    const line = 'Sorry for the trouble, we will take you off our list at once. Goodbye, and have a nice day!';
    const other = { reasons: [{ reason: 'Wrong number', closing: { mode: 'static', message: line } }] };
    const result = await replayed(wrongNumber, { reasons }, 'caller: wrong number', other);
    expect(told(result)).toBe('same: tool, agent_ended by tool (Wrong number); caller');
    const words = result.entries.flatMap(({ effects }) => effects.flatMap((e) => (e.type === 'speak' ? [e.text] : [])));
    expect(words).toContain(line);
    expect(result.wouldBe.end.outcomeTags).toEqual([]);
  });

  test('one that is gone is no reason of the end', async () => {
    const result = await replayed(wrongNumber, { reasons }, 'caller: wrong number', { reasons: [] });
    expect(told(result)).toBe('same: tool, agent_ended by tool; reason_gone');
    expect(result.otherReason).toBe(true);
  });

  test('whether a new one would have been used is not known', async () => {
    const more = [...reasons, { reason: 'Asks for a human' }];
    const result = await replayed(wrongNumber, { reasons }, 'caller: wrong number', { reasons: more });
    expect(told(result)).toBe('same: tool, agent_ended by tool (Wrong number); new_reasons');
  });

  test('an end action that is gone was not called', async () => {
    const other = { actions: [{ name: 'finish' }] };
    const result = await replayed(wrongNumber, { reasons }, 'caller: wrong number', other);
    expect(told(result)).toBe('later: tool, silence_timeout by silence; new_actions, action_gone, rest, caller');
  });
});

test('a phrase that is one now ends the call once it was heard', async () => {
  const rules: Rule[] = [{ when: 'anything', say: 'Have a lovely day.' }];
  const caller = 'caller: I moved house.\n[after 5s] caller: It is fine now.';
  const result = await replayed(rules, {}, caller, { phrases: ['lovely day'] });
  expect(told(result)).toMatch(/^earlier: silence, agent_ended by phrase/);
});

test('the key that ends a call is pressed as well under another setting, and only pressed without it', async () => {
  const other = await replayed(politeRules, {}, 'caller: hi\npress #\nhang up', { keypad: { key: '#' } });
  expect(told(other)).toMatch(/^earlier: caller, agent_ended by keypad/);
  const none = await replayed(politeRules, { keypad: { key: '#' } }, 'caller: hi\npress #', { keypad: { key: null } });
  expect(told(none)).toMatch(/^later: keypad, silence_timeout by silence/);
});

test('a screening rule that is new ends the call before its first word', async () => {
  const rule = { when: `from == "${from}"`, message: 'This number is blocked.' };
  const result = await replayed(politeRules, {}, 'caller: hi\ncaller: bye', { pre_call: [rule] });
  expect(told(result)).toMatch(/^earlier: tool, screened by pre_call/);
});

test('a requirement that is gone refuses nothing, and a new one is not known to be met', async () => {
  const ending = { guard: { require: [{ disclosure: 'This call is recorded.' }], max_vetoes: 5 } };
  const caller = 'caller: bye\n[after 2s] hang up';
  const without = await replayed(politeRules, ending, caller, { guard: { require: [] } });
  expect(told(without)).toMatch(/^earlier: caller, agent_ended by tool/);
  const others = await replayed(politeRules, {}, caller, ending);
  expect(others.unknown.map(({ code }) => code)).toContain('requirements');
});

test('settings that cannot go together are told with their place', () => {
  const changed = withEnding(readAgent(agentThat(politeRules)), { silence: { timeout_seconds: 2 } });
  expect(changed).toMatchObject({ ok: false, problems: [{ path: 'ending.silence.timeout_seconds' }] });
});
