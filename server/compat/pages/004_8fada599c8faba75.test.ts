/** The page of thinnestAI's End Call tool, through its door. docs/seeds.md tells where each sentence stands. */
import { describe, expect, test } from 'vitest';
import { callEndedPayload } from '../../../contract/webhook.ts';
import { formatPayload } from '../../../contract/webhook-formats/format-payload.ts';
import { endCall, type Rule } from '../../testing/agents.ts';
import { play, type Played, type PlayOptions } from '../../testing/play.ts';
import { throughDoor } from '../../testing/vendor-agent.ts';
import { thinnestai } from '../thinnestai.ts';

const guidance = `When the caller's issue is resolved and they confirm they don't need anything else, say a brief goodbye and end the call.
Do not end the call if the caller still has questions or seems uncertain.`;
const words = 'Thanks for calling Acme Corp! Have a great day.';

const rules: readonly Rule[] = [
  {
    when: ['goodbye', 'thank you', 'booked', 'on its way', 'idiot', 'stolen cards', 'that is all'],
    tools: [endCall()],
  },
  { when: ['works again'], say: 'Good. Do you need anything else?' },
  { when: ['not sure'], say: 'Take your time. Shall I explain it again?' },
  { when: ['question'], say: 'Of course, what is it?' },
  { when: 'anything', say: 'I see.' },
];

function call(
  script: string,
  endCallTool: object = {},
  script2: readonly Rule[] = rules,
  more: PlayOptions = {},
): Promise<Played> {
  const document = { system_prompt: guidance, voice_tools: { end_call: endCallTool } };
  return play(throughDoor(thinnestai, document, script2), script, more);
}

const sent = ({ record }: Played) => formatPayload('thinnestai', callEndedPayload(record));
const chatter = (times: number) => Array.from({ length: times }, () => '[after 20s] caller: tell me more').join('\n');
const byTool = 'end: agent_ended by tool, dropped by agent';

describe('004_8fada599c8faba75', () => {
  test('the agent hangs up by itself, and waits for no caller to do so', async () => {
    const { record } = await call('caller: thank you');
    expect(record).toMatchObject({ trigger: 'tool', ended_by: 'agent' });
  });

  test.each([
    ['goodbye', 'goodbye'],
    ['thanks', 'thank you'],
    ['an appointment booked', 'so you booked me in'],
    ['an order status given', 'so it is on its way'],
    ['abuse', 'you idiot'],
    ['a breach of the rules of use', 'I sell stolen cards here'],
  ])('a use of the page: %s', async (_use, said) => {
    expect((await call(`caller: hi\ncaller: ${said}`)).story.slice(3)).toEqual([
      `caller: ${said}`,
      'agent: Thank you for calling. Goodbye!',
      byTool,
      'farewell: "Thank you for calling. Goodbye!" confirmed, configured, goodbyes: 1',
    ]);
  });

  test('an unresponsive caller, of whom only noise is heard, is let go as well', async () => {
    const noise = Array.from({ length: 40 }, () => '[after 0.5s] noise 9s').join('\n');
    const { record } = await call(noise);
    expect(record).toMatchObject({ ended_reason: 'silence_timeout', clocks: { wordless_seconds: 120 } });
  });

  test('a caller who stays silent is let go', async () => {
    const { story } = await call('');
    expect(story).toContain('end: silence_timeout by silence, dropped by system');
  });

  test('a set length is kept', async () => {
    const { record } = await call(chatter(60), { max_duration_seconds: 600 });
    expect(record).toMatchObject({ ended_reason: 'max_duration_reached' });
    expect(record.duration_seconds).toBeLessThanOrEqual(600);
    expect(record.duration_seconds).toBeGreaterThan(580);
  });

  test('enabled: the model has the tool', async () => {
    const { asked } = await call('caller: thank you', { enabled: true });
    expect(asked[0]!.tools.map(({ name }) => name)).toEqual(['end_call']);
  });

  test('not enabled: no tool, and neither silence nor length ends the call', async () => {
    const endless = { enabled: false, silence_timeout_seconds: 5, max_duration_seconds: 60 };
    const { record, asked } = await call('caller: thank you\n[after 200s] hang up', endless, [
      { when: 'anything', say: 'I see.' },
    ]);
    expect(asked[0]!.tools).toEqual([]);
    expect(record.ended_reason).toBe('caller_hangup');
    expect(record.duration_seconds).toBeGreaterThan(200);
  });

  test('the farewell message is what the agent says before it hangs up', async () => {
    const { story } = await call('caller: goodbye', { farewell_message: words });
    expect(story.slice(2)).toEqual([
      `agent: ${words}`,
      byTool,
      `farewell: "${words}" confirmed, configured, goodbyes: 1`,
    ]);
  });

  test('the farewell message is spoken after silence and at the set length as well', async () => {
    const limits = { farewell_message: words, max_duration_seconds: 60 };
    for (const script of ['', chatter(20)]) expect((await call(script, limits)).record.farewell.text).toBe(words);
  });

  test('the farewell message by default', async () => {
    expect((await call('caller: goodbye')).record.farewell.text).toBe('Thank you for calling. Goodbye!');
  });

  test('silence: 30 seconds by default', async () => {
    const { record } = await call('caller: hi');
    expect(record).toMatchObject({ ended_reason: 'silence_timeout', clocks: { quiet_seconds: 30 } });
  });

  test('silence: as many seconds as are set', async () => {
    expect((await call('caller: hi', { silence_timeout_seconds: 12 })).record.clocks.quiet_seconds).toBe(12);
  });

  test('length: none by default, also beyond the half hour that others get', async () => {
    const { record } = await call(`${chatter(120)}\nhang up`);
    expect(record.ended_reason).toBe('caller_hangup');
    expect(record.duration_seconds).toBeGreaterThan(1_900);
  });

  test('webhook: none by default', () => {
    expect(throughDoor(thinnestai, {}).after_call.webhooks).toEqual([]);
  });

  test('the prompt of the page reaches the model', async () => {
    expect((await call('caller: goodbye')).asked[0]!.system).toContain(guidance);
  });

  test.each(['goodbye', 'that is all', 'thank you, bye'])(
    'after "%s" there is a brief farewell and the end, at once',
    async (said) => {
      const { record } = await call(`caller: ${said}`);
      expect(record.transcript).toHaveLength(3);
      expect(record.farewell.text.length).toBeLessThan(40);
    },
  );

  test('a caller who still has a question is answered: nothing but the model ends the talk', async () => {
    const { story } = await call('caller: I have a question\ncaller: goodbye');
    expect(story.slice(1, 5)).toEqual([
      'caller: I have a question',
      'agent: Of course, what is it?',
      'caller: goodbye',
      'agent: Thank you for calling. Goodbye!',
    ]);
  });

  test('the model is told not to end while the caller asks something or seems unsure', async () => {
    expect((await call('caller: goodbye')).asked[0]!.system).toContain(
      'Never end the call while the caller has an open question or request, or seems unsure: answer first.',
    );
  });

  test('a caller who seems uncertain is answered, and the call goes on', async () => {
    const { story } = await call('caller: hm, I am not sure about that\ncaller: all right, goodbye');
    expect(story.slice(1, 5)).toEqual([
      'caller: hm, I am not sure about that',
      'agent: Take your time. Shall I explain it again?',
      'caller: all right, goodbye',
      'agent: Thank you for calling. Goodbye!',
    ]);
  });

  test('an issue that is resolved ends nothing until the caller needs nothing else', async () => {
    const { story } = await call('caller: great, it works again\ncaller: no, that is all');
    expect(story.slice(1, 5)).toEqual([
      'caller: great, it works again',
      'agent: Good. Do you need anything else?',
      'caller: no, that is all',
      'agent: Thank you for calling. Goodbye!',
    ]);
  });

  test('the webhook has the fields of the page and no others', async () => {
    const played = await call('caller: goodbye');
    expect(Object.keys(sent(played)!)).toEqual([
      'event',
      'call_id',
      'agent_id',
      'duration_seconds',
      'end_reason',
      'transcript_url',
      'recording_url',
    ]);
    expect(sent(played)).toMatchObject({ event: 'call.ended', call_id: 'call_test', end_reason: 'agent_ended' });
    expect(sent(played)).toMatchObject({ duration_seconds: Math.round(played.record.duration_seconds) });
  });

  const down: Rule[] = [{ when: 'anything', fault: 'down' }];
  test.each([
    ['agent_ended', 'caller: goodbye', {}, rules],
    ['caller_hangup', 'caller: hi\nhang up', {}, rules],
    ['silence_timeout', 'caller: hi', {}, rules],
    ['max_duration', chatter(20), { max_duration_seconds: 60 }, rules],
    ['error', 'caller: hi', {}, down],
  ] as const)('end_reason %s is the word of a real call', async (word, script, settings, model) => {
    expect(sent(await call(script, settings, model))).toMatchObject({ end_reason: word });
  });
});
