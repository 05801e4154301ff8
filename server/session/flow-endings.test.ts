/** Flow agents by typing: each End Call block, with its words, tags and work after the call. Source: design contract.md section 2. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { FakeActions } from '../testing/fake-tools.ts';
import { play, readAgent } from '../testing/play.ts';

const say = (...words: string[]): string => words.map((each) => `caller: ${each}`).join('\n');

const eligible: FakeActions = {
  eligibility: { values: { eligible: true, plan: 'Basic' } },
  book: { values: { booking: 'visit-1' } },
};
const who = ['yes please', 'May 4th 1980', '4 7 1 1', "that's right"];

/** What stands at the end of each road through the samples: the block's words, tags and work after the call. */
type Ending = { sample: string; block: string; words: readonly string[]; actions?: FakeActions };

const unknownOrder: FakeActions = { look_up: { failed: 'it answered 404' } };
const endings: Ending[] = [
  {
    sample: 'flow-appointment',
    block: 'booked',
    words: [...who, 'on Tuesday in the morning', '212 555 0147', 'yes please'],
    actions: eligible,
  },
  {
    sample: 'flow-appointment',
    block: 'failed_verification',
    words: who,
    actions: { eligibility: { values: { eligible: false } } },
  },
  { sample: 'flow-appointment', block: 'failed_verification', words: ['yes please', 'hm', 'well', 'what'] },
  {
    sample: 'flow-appointment',
    block: 'out_of_reach',
    words: who,
    actions: { eligibility: { failed: 'it answered 500' } },
  },
  { sample: 'flow-appointment', block: 'no_response', words: [] },
  { sample: 'flow-appointment', block: 'not_now', words: ['no thanks'] },
  {
    sample: 'flow-lead-qualification',
    block: 'qualified',
    words: ['yes', 'I own it', '200 dollars', 'ann at example dot com', 'yes'],
  },
  { sample: 'flow-lead-qualification', block: 'not_qualified', words: ['yes', 'I rent'] },
  { sample: 'flow-lead-qualification', block: 'call_again', words: ['no, not now'] },
  { sample: 'flow-lead-qualification', block: 'gone', words: [] },
  {
    sample: 'flow-order-status',
    block: 'answered',
    words: ['1 2 3 4 5 7', 'no thanks'],
    actions: { look_up: { values: { state: 'delivered', arrives: 'Monday' } } },
  },
  { sample: 'flow-order-status', block: 'unanswered', words: ['1 2 3 4 5 7', 'no thanks'], actions: unknownOrder },
];

const samples = [...new Set(endings.map(({ sample }) => sample))];

/** What the End Call blocks of a sample say in its document. */
function blocksOf(sample: string) {
  return readAgent(sample).flow!.nodes.filter((node) => node.kind === 'end_call');
}

/** Where its words come from. */
function sourceOf({ skip_goodbye, message }: ReturnType<typeof blocksOf>[number]['data']) {
  if (skip_goodbye) return { source: 'skipped', heard: 'skipped', text: '' };
  return message.mode === 'fixed'
    ? { source: 'own_words', heard: 'confirmed', text: message.text }
    : { source: message.text === '' ? 'main_prompt' : 'instruction', heard: 'confirmed' };
}

describe('each End Call block of the samples', () => {
  test.each(endings)('$sample: $block, by $words', async ({ sample, block, words, actions = {} }) => {
    const { data } = blocksOf(sample).find(({ id }) => id === block)!;
    const { sms, summary, webhooks, log } = data;
    const { record, asked } = await play(sample, say(...words), { actions });
    expect(record).toMatchObject({
      trigger: 'flow_block',
      ended_reason: 'agent_ended',
      outcome_tags: data.outcome_tags,
      farewell: sourceOf(data),
      flow: { block, end_block: block, follow_ups: { sms, summary, webhooks, log } },
    });
    const isWritten = data.message.mode === 'promptable' && !data.skip_goodbye;
    const instruction = isWritten ? data.message.text.split('{{')[0]! : '';
    expect(asked.at(-1)?.system ?? '').toContain(instruction);
  });

  test('is among them', () => {
    const there = samples.flatMap((sample) => blocksOf(sample).map(({ id }) => `${sample} ${id}`));
    expect([...new Set(endings.map(({ sample, block }) => `${sample} ${block}`))].toSorted()).toEqual(there.toSorted());
    const files = readdirSync(new URL('../../examples/agents/', import.meta.url));
    expect(files.filter((file) => file.startsWith('flow-')).toSorted()).toEqual(
      samples.map((sample) => `${sample}.json`),
    );
  });
});

describe('appointment', () => {
  test('booked: the farewell is written by the block, and its work after the call is in the record', async () => {
    const script = say(...who, 'on Tuesday in the morning', '212 555 0147', 'yes please');
    const { record, story } = await play('flow-appointment', script, { actions: eligible });
    expect(story).toContain('agent: I have 4711. Is that right?');
    expect(story).toContain(
      'agent: That is a check-up on Tuesday, the third of March 2026, in the morning. Shall I book it?',
    );
    expect(record).toMatchObject({
      ended_reason: 'agent_ended',
      trigger: 'flow_block',
      outcome_tags: ['completed'],
      farewell: { source: 'instruction', heard: 'confirmed', text: 'Thank you for your call. Goodbye!' },
      variables: { visit_day: '2026-03-03', time_of_day: 'morning', phone: '+12125550147', booking: 'visit-1' },
    });
    expect(record.flow).toMatchObject({
      block: 'booked',
      end_block: 'booked',
      path: ['hello', 'who', 'eligibility', 'may_book', 'when', 'sum_up', 'book', 'booked'],
      slots: { member_number: { value: '4711', said: '4 7 1 1', confirmed: true } },
      follow_ups: {
        sms: { enabled: true, mode: 'static', consent: 'implied_by_call' },
        summary: { enabled: true, instruction: 'The day, the time, and open questions.' },
        webhooks: null,
        log: [{ kind: 'jsonl' }],
      },
    });
  });

  test('nobody says anything: the block of silence, with its own words', async () => {
    const { record, story } = await play('flow-appointment', '');
    expect(story[1]).toBe('agent: Are you still there? You can book a check-up with me.');
    expect(record.farewell.text).toBe('I cannot hear you. Please call again. Goodbye.');
  });

  test('"no, Wednesday": the visit is changed before it is booked, and what was decided by it is decided anew', async () => {
    const script = say(...who, 'on Tuesday in the morning', '212 555 0147', 'no, Wednesday', 'yes please');
    const { record } = await play('flow-appointment', script, { actions: eligible });
    expect(record.flow!.path.slice(4)).toEqual(['when', 'sum_up', 'when', 'sum_up', 'book', 'booked']);
    expect(record.variables['visit_day']).toBe('2026-03-04');
  });

  test('a date that is not sure is read back, though the block asks for no confirmation', async () => {
    const script = say(...who, 'I think Tuesday', 'yes', 'in the morning', '212 555 0147', 'yes please');
    const { record, story } = await play('flow-appointment', script, { actions: eligible });
    expect(story).toContain('agent: I have Tuesday, the third of March 2026. Is that right?');
    expect([record.flow!.end_block, record.variables['visit_day']]).toEqual(['booked', '2026-03-03']);
  });

  test('a transfer that fails leads on', async () => {
    const actions: FakeActions = { eligibility: { failed: 'it answered 500' } };
    const { record, story } = await play('flow-appointment', say(...who), { actions });
    expect(story).toContain('agent: I am putting you through to the front desk.');
    expect(record.flow!.path.slice(-2)).toEqual(['desk', 'out_of_reach']);
  });
});

describe('lead qualification', () => {
  test("a webhook of the block stands beside the agent's own in the record", async () => {
    const script = say('yes', 'I own it', '200 dollars', 'ann at example dot com', 'yes');
    const agent = structuredClone(readAgent('flow-lead-qualification'));
    const block = agent.flow!.nodes.find(({ id }) => id === 'qualified')!;
    Object.assign(block.data, { webhooks: [{ url: 'https://crm.example.com/leads', events: ['call.ended'] }] });
    const { record } = await play(agent, script);
    expect(record.flow!.follow_ups!.webhooks).toMatchObject([{ url: 'https://crm.example.com/leads' }]);
    expect(record.variables).toMatchObject({ lead: 'qualified: 200 dollars', email: 'ann@example.com' });
  });

  test('questions are answered by the model, until an answer leads on', async () => {
    const script = say('what is it?', 'how much does it cost?', 'yes, call me back', '30', 'ann@example.com', 'yes');
    const { record, story } = await play('flow-lead-qualification', script);
    expect(story).toContain('agent: Most homes pay about ten thousand dollars. May an adviser call you back?');
    expect(record.flow!.path).toEqual(['hello', 'questions', 'facts', 'worth', 'not_qualified']);
  });
});

describe('order status', () => {
  test('answered', async () => {
    const actions: FakeActions = { look_up: { values: { state: 'delivered', arrives: 'Monday' } } };
    const { record, story } = await play('flow-order-status', say('1 2 3 4 5 7', 'no thanks'), { actions });
    expect(story).toContain('agent: Your parcel was delivered on Monday. Would you like to ask about another order?');
    expect([record.flow!.end_block, record.outcome_tags]).toEqual(['answered', ['completed']]);
  });

  test('unanswered, after another try', async () => {
    const actions: FakeActions = { look_up: { failed: 'it answered 404' } };
    const script = say('1 2 3 4 5 7', 'another number', '1 2 3 4 5 9', 'no thanks');
    const { record } = await play('flow-order-status', script, { actions });
    expect([record.flow!.end_block, record.outcome_tags]).toEqual(['unanswered', ['not_found']]);
    expect(record.flow!.path.filter((block) => block === 'look_up')).toHaveLength(2);
  });
});
