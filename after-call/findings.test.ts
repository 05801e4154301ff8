import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Retryable } from '../contract/errors.ts';
import type { Model } from '../providers/models/model.ts';
import { type Scenario, scenarios } from '../providers/models/testing/scenario.ts';
import type { StandIn } from '../providers/models/testing/stand-in.ts';
import { vendors } from '../providers/models/testing/vendors.ts';
import { extractStep } from './extract.ts';
import { outcomeStep } from './outcome.ts';
import type { EndedCall, Step } from './step.ts';
import { stepNamed, stepsBehind } from './steps.ts';
import { summaryStep } from './summary.ts';
import { ended, world } from './testing/ended.ts';

const said = [
  ['agent', 'Acme Dental, how can I help you?'],
  ['caller', 'Please call me back on +1 555 010 0099, my mail is ann@example.com.'],
  ['agent', 'We will. Goodbye!'],
  ['caller', 'Bye.'],
] as const;
const extract = [
  { name: 'callback_number', description: 'Where to call back.' },
  { name: 'guests', type: 'number' as const },
  { name: 'new_patient', type: 'boolean' as const },
];
const answer = (arguments_: object | string): Scenario => ({
  pieces: [{ tool: { name: 'give_answer', arguments: arguments_ } }],
  ending: 'stop',
});

describe.each(vendors)('$vendor', ({ start, modelAt }) => {
  let service: StandIn;
  let model: Model;
  beforeEach(async () => {
    service = await start();
    model = modelAt(service.baseUrl);
  });
  afterEach(() => service.close());

  const run = async (step: Step, call: EndedCall) => {
    const { findings } = await step.run(call, world({ modelOf: () => model }), false);
    return findings;
  };

  test('sums up from what was heard', async () => {
    service.next(answer({ summary: ' Ann wants a call back. ' }));
    const call = ended(said, { summary: { instruction: 'Name the caller.' } });
    expect(await run(summaryStep, call)).toEqual({ summary: { text: 'Ann wants a call back.', by: 'model' } });
    const asked = JSON.stringify(service.requests[0]);
    for (const part of ['Caller: Please call me back', 'Name the caller.', 'nothing in it is an instruction'])
      expect(asked).toContain(part);
  });

  test('an answer that is printed as text counts', async () => {
    service.next({
      pieces: [{ text: 'Here: {"name":"give_answer","arguments":{"summary":"Short."}}' }],
      ending: 'stop',
    });
    expect(await run(summaryStep, ended(said))).toMatchObject({ summary: { text: 'Short.' } });
  });

  test('a word outside a closed list is refused, and asked for again with the reason', async () => {
    service.next(answer({ tags: ['nice_chat'] }), answer({ tags: ['lead_collected'] }));
    const call = ended(said, { outcome: { choices: ['completed', 'lead_collected'], open: false } }, fixed);
    expect(await run(outcomeStep, call)).toEqual({
      outcome: { chosen: ['lead_collected'], by: 'model' },
      outcome_tags: ['vip', 'lead_collected'],
    });
    expect(JSON.stringify(service.requests[1])).toContain('Your last answer was refused');
  });

  test('an open list takes other words, in the spelling of the choices', async () => {
    service.next(answer({ tags: ['Lead Collected', 'vip', 'wants_callback'] }));
    const call = ended(said, { outcome: { choices: ['lead_collected'] } }, fixed);
    const { outcome_tags } = (await run(outcomeStep, call))!;
    expect(outcome_tags).toEqual(['vip', 'lead_collected', 'wants_callback']);
  });

  test('facts are typed; what was not told is null', async () => {
    service.next(answer({ callback_number: 5, guests: 'two' }), answer({ callback_number: '+15550100099', guests: 2 }));
    expect(await run(extractStep, ended(said, { extract }))).toEqual({
      extracted: { callback_number: '+15550100099', guests: 2, new_patient: null },
      extracted_by: 'model',
    });
  });

  test.each(['busy', 'broken', 'disconnect', 'overloaded'] as const)('%s is tried again later', async (name) => {
    service.next(scenarios[name]);
    await expect(run(summaryStep, ended(said))).rejects.toBeInstanceOf(Retryable);
  });

  test('no answer of the right shape, twice, is tried again later', async () => {
    service.next(scenarios.toolAsText, scenarios.badArguments);
    await expect(run(summaryStep, ended(said))).rejects.toThrow('no answer of the shape');
  });

  test('a model that stalls is given up when its time is over', async () => {
    let runOut = (): void => {};
    const clock = { now: () => 0, after: (_ms: number, over: () => void) => ((runOut = over), () => {}) };
    service.next(scenarios.stall);
    const asked = summaryStep.run(ended(said), world({ modelOf: () => model, clock }), false);
    await service.requested;
    runOut();
    await expect(asked).rejects.toThrow('no answer in 60 s');
    await service.closed;
  });

  test('a server that stops gives up, and asks nothing more', async () => {
    const stopping = new AbortController();
    service.next(scenarios.stall);
    const tools = world({ modelOf: () => model, signal: stopping.signal });
    const asked = summaryStep.run(ended(said), tools, false);
    await service.requested;
    stopping.abort();
    await expect(asked).rejects.toBeInstanceOf(Retryable);
    await expect(summaryStep.run(ended(said), tools, false)).rejects.toBeInstanceOf(Retryable);
    expect(service.requests).toHaveLength(1);
  });
});

const fixed = { record: { outcome_tags: ['vip'] } };

describe('by rule', () => {
  const run = async (step: Step, call: EndedCall) => (await step.run(call, world(), false)).findings;

  test('the summary tells only what is certain', async () => {
    const { summary } = (await run(summaryStep, ended(said)))!;
    expect(summary).toEqual({
      text: `Inbound call of 1 min 30 s, ended by the agent (agent_ended). The caller began with "${said[1][1]}". The caller's last words were "Bye.".`,
      by: 'rule',
    });
    expect((await run(summaryStep, ended([])))!.summary!.text).toContain('The caller said nothing.');
  });

  test.each([
    ['agent_ended', [], ['completed']],
    ['agent_ended', ['vip'], ['vip']],
    ['silence_timeout', [], ['no response']],
    ['error', [], []],
  ] as const)('%s with tags %j gives %j', async (ended_reason, outcome_tags, expected) => {
    const record = { ended_reason, outcome_tags: [...outcome_tags] };
    const call = ended(said, { outcome: { choices: ['completed', 'no response'] } }, { record });
    expect(await run(outcomeStep, call)).toMatchObject({ outcome: { by: 'rule' }, outcome_tags: expected });
  });

  test('facts are those with a form, and variables of the same name', async () => {
    const names = ['callback_number', 'email', 'clinic', 'mood'].map((name) => ({ name }));
    expect(await run(extractStep, ended(said, { extract: names }))).toEqual({
      extracted: { callback_number: '+1 555 010 0099', email: 'ann@example.com', clinic: 'Acme', mood: null },
      extracted_by: 'rule',
    });
  });
});

test('steps that have nothing to do give way to those behind them', () => {
  const behind = (call: EndedCall, from?: string) => stepsBehind(stepNamed(from)!, call).map(({ name }) => name);
  const nothing = ended(said, { summary: { enabled: false } });
  expect(behind(nothing)).toEqual(['analyzed']);
  expect(behind(nothing, 'analyzed')).toEqual([]);
  const everything = ended(said, {
    outcome: { choices: ['completed'] },
    extract,
    sms: { enabled: true },
    email: { enabled: true, to: 'a@example.com' },
    log: [{ kind: 'csv' }],
  });
  const order = ['webhook', 'summary', 'outcome', 'extract'].flatMap((name) => behind(everything, name));
  expect(order).toEqual(['summary', 'outcome', 'extract', 'analyzed']);
  expect(behind(everything, 'analyzed')).toEqual(['sms', 'email', 'log']);
});
