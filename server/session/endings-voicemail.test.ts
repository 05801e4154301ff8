/** A machine answers an outbound call. Source: design ending.md sections 2 and 4. */
import { describe, expect, test } from 'vitest';
import { agentThat, politeRules, type Rule } from '../testing/agents.ts';
import { play } from '../testing/play.ts';

const message = 'Please call us back. Goodbye.';
const rules: readonly Rule[] = [{ when: ['tone'], tools: [{ name: 'report_voicemail' }] }, ...politeRules];
const tags = ['voicemail'];
const beep = 'Leave a message after the tone.';

describe.each([
  { by: 'the carrier', script: 'outbound\n[at 1s] voicemail', heard: ['agent: Hello.'] },
  { by: 'the model', script: `outbound\ncaller: ${beep}`, heard: ['agent: Hello.', `caller: ${beep}`] },
])('detected by $by', ({ script, heard }) => {
  test('hang_up: nothing is said', async () => {
    const { record, story } = await play(agentThat(rules, { voicemail: { outcome_tags: tags } }), script);
    expect(story).toEqual([
      ...heard,
      'end: voicemail_detected by voicemail, dropped by system',
      'farewell: none skipped, skipped, goodbyes: 0',
      'tags: voicemail',
    ]);
    expect(record.evidence).toMatch(/voicemail, says the (carrier|model)/);
  });

  test('leave_message: the message, and nothing the machine says stops it', async () => {
    const agent = agentThat(rules, { voicemail: { action: 'leave_message', message, outcome_tags: tags } });
    const { story } = await play(agent, `${script}\n[over goodbye 0.3s] caller: You have reached the mailbox of Ann`);
    expect(story.filter((line) => line !== 'caller: You have reached the mailbox of Ann')).toEqual([
      ...heard,
      `agent: ${message}`,
      'end: voicemail_detected by voicemail, dropped by system',
      `farewell: "${message}" confirmed, own_words, goodbyes: 1`,
      'tags: voicemail',
    ]);
  });
});

test('ignore: what the carrier detects changes nothing', async () => {
  const agent = agentThat(rules, { voicemail: { action: 'ignore' } });
  const { story } = await play(agent, 'outbound\n[at 1s] voicemail\ncaller: bye');
  expect(story.slice(-2)).toEqual([
    'end: agent_ended by tool, dropped by agent',
    'farewell: "Goodbye now!" confirmed, spoken_words, goodbyes: 1',
  ]);
});

test('ignore: the model is offered no tool for it, and told so when it calls one', async () => {
  const agent = agentThat(rules, { voicemail: { action: 'ignore' } });
  const { story, asked } = await play(agent, `outbound\ncaller: ${beep}\ncaller: bye`, {
    tools: { report_voicemail: { result: 'There is no tool named that.', failed: true } },
  });
  expect(asked[0]!.tools.map((tool) => tool.name)).toEqual(['end_call']);
  expect(asked[1]!.messages.at(-1)).toMatchObject({ role: 'tool', name: 'report_voicemail' });
  expect(story).toContain('end: agent_ended by tool, dropped by agent');
});

test('inbound: whoever calls us is no voicemail, whatever the model says', async () => {
  const { story, asked } = await play(agentThat(rules), `caller: ${beep}\ncaller: bye`, {
    tools: { report_voicemail: { result: 'There is no tool named that.', failed: true } },
  });
  expect(asked[0]!.tools.map((tool) => tool.name)).toEqual(['end_call']);
  expect(story).toContain('end: agent_ended by tool, dropped by agent');
});

test('a model that hears the machine may also call an action that skips the goodbye', async () => {
  const actions = [{ name: 'hang_up_on_voicemail', skip_goodbye: true, outcome_tags: tags }];
  const agent = agentThat([{ when: ['tone'], tools: [{ name: 'hang_up_on_voicemail' }] }], { actions });
  const { record, story } = await play(agent, `outbound\ncaller: ${beep}`);
  expect(story.slice(2)).toEqual([
    'end: agent_ended by tool, dropped by agent',
    'farewell: none skipped, skipped, goodbyes: 0',
    'tags: voicemail',
  ]);
  expect(record.action).toBe('hang_up_on_voicemail');
});
