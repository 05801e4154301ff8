/** Whole calls over the text line's socket, in virtual time: what was heard, and how each ended. */
import { describe, expect, test } from 'vitest';
import { agentThat, endCall, type EndingInput, type Rule } from '../testing/agents.ts';
import { type TextCall, textCall, type TextCallOptions } from '../testing/text-caller.ts';

const farewell = 'Thank you so much for calling us today. Have a lovely day, goodbye now!';
const rules: readonly Rule[] = [
  { when: ['one more thing'], say: 'Of course, go on.' },
  { when: ['bye'], say: farewell, tools: [endCall()] },
  { when: 'anything', say: 'I see.' },
];

/** A call in which the agent has begun its goodbye. */
function callAtGoodbye(options: TextCallOptions = {}, ending: EndingInput = {}): TextCall {
  const call = textCall(agentThat(rules, ending), options);
  call.caller.say('bye');
  call.untilShown('calling');
  return call;
}

const goodbye = (how: string): string => `farewell: "${farewell}" ${how}, spoken_words, goodbyes: 1`;

describe('a goodbye on the screen', () => {
  test.each(['all', 'ends'] as const)('is confirmed by a client that tells %s', async (tells) => {
    const { record, story } = await callAtGoodbye({ tells }).end();
    expect(story.slice(2)).toEqual([
      `agent: ${farewell}`,
      'end: agent_ended by tool, dropped by agent',
      goodbye('confirmed'),
    ]);
    expect(record.hang_up).toMatchObject({ attempts: 1, proof: 'far_end_confirmed', latency_ms: 40 });
  });

  test('is estimated by its reading time with a client that tells nothing', async () => {
    const { record, story, tookMs } = await callAtGoodbye({ tells: 'nothing' }).end();
    expect(story).toContain(goodbye('estimated'));
    expect(tookMs).toBeLessThan(8_000);
    expect(record.hang_up.proof).toBe('far_end_confirmed');
  });

  test('is told to the client together with the reason', async () => {
    const call = callAtGoodbye();
    await call.end();
    expect(call.received.at(-1)).toEqual({
      type: 'ended',
      call_id: 'call_test',
      ended_reason: 'agent_ended',
      farewell: { utterance_id: 'u1', heard: 'confirmed', heard_share: 1 },
    });
    expect(call.farEnd.closedWith).toBe(1000);
  });

  test.each(['by_meaning', 'any_speech', 'off'] as const)(
    'is unconfirmed when the client closes in the midst of it, with rescue %s',
    async (mode) => {
      const call = callAtGoodbye({}, { rescue: { mode } });
      call.farEnd.close(1001);
      const { record, story } = await call.end();
      expect(story.slice(2)).toEqual([
        'agent: Thank you so much …',
        'end: agent_ended by tool, dropped by caller',
        goodbye('unconfirmed'),
      ]);
      expect(record.farewell.heard_share).toBeCloseTo(0.24);
      expect(record.hang_up).toMatchObject({ attempts: 0, proof: 'far_end_confirmed' });
      expect(record.carrier_cause).toBe('closed by the client (1001)');
    },
  );

  test('ends with the connection', async () => {
    const call = callAtGoodbye();
    call.farEnd.cut();
    const { record, story } = await call.end();
    expect(story).toContain('end: agent_ended by tool, dropped by carrier');
    expect(record).toMatchObject({ carrier_cause: 'connection lost', hang_up: { proof: 'released' } });
  });

  test('is not claimed as heard by a client that vanished, and holds no line', async () => {
    const call = textCall(agentThat(rules), { tells: 'nothing' });
    call.caller.say('bye');
    call.clock.advance(100);
    call.farEnd.vanish();
    const { record, story, tookMs } = await call.end();
    expect(story).toContain(goodbye('unconfirmed'));
    expect(record.farewell.heard_share).toBe(0);
    expect(record.hang_up).toMatchObject({ proof: 'released', latency_ms: 2_000 });
    expect(tookMs).toBeLessThan(12_000);
  });
});

describe('the caller speaks over the goodbye', () => {
  test('"wait, one more thing" takes the call back', async () => {
    const call = callAtGoodbye();
    call.caller.say('wait, one more thing');
    call.untilShown('go on.\n');
    call.caller.say('bye');
    const { story } = await call.end();
    expect(story.slice(2, 5)).toEqual([
      'agent: Thank you so much for calling …',
      'caller: wait, one more thing',
      'agent: Of course, go on.',
    ]);
    expect(story).toContain('rescued: wait, one more thing');
    expect(story).toContain('end: agent_ended by tool, dropped by agent');
  });

  test('"okay bye" lets it play to its end', async () => {
    const call = callAtGoodbye();
    call.caller.say('okay bye');
    const { story } = await call.end();
    expect(story).toContain(goodbye('confirmed'));
  });

  test('"okay bye" after typing for a while cuts it short', async () => {
    const call = callAtGoodbye();
    call.caller.startSpeaking();
    call.clock.advance(600);
    call.caller.say('okay bye');
    const { story } = await call.end();
    expect(story).toContain(goodbye('cut at 41 %'));
    expect(call.received.filter((message) => message.type === 'clear')).toHaveLength(1);
  });

  test('hanging up ends it, and the client is told why', async () => {
    const call = callAtGoodbye();
    call.caller.hangUp();
    const { story } = await call.end();
    expect(story).toContain('end: agent_ended by tool, dropped by caller');
    expect(call.received.at(-1)).toMatchObject({ type: 'ended', ended_reason: 'agent_ended' });
  });
});

describe('a client that does not behave', () => {
  test('floods: it is told, and let go', async () => {
    const call = textCall(agentThat(rules));
    for (let count = 0; count < 40; count++) call.caller.press('1');
    const { record } = await call.end();
    expect(record).toMatchObject({ ended_reason: 'error', ended_by: 'system' });
    expect(record.error_detail).toBe('the leg failed: more than 20 messages a second');
    expect(call.received.at(-1)).toMatchObject({ type: 'error', code: 'too_many_messages' });
    expect(call.farEnd.closedWith).toBe(1008);
  });

  test.each([
    { sends: null, code: 'binary_message', closedWith: 1003 },
    { sends: 'x'.repeat(8_193), code: 'message_too_large', closedWith: 1009 },
  ])('$code: it is told, and let go', async ({ sends, code, closedWith }) => {
    const call = textCall(agentThat(rules));
    call.farEnd.send(sends);
    const { record } = await call.end();
    expect(record.ended_reason).toBe('error');
    expect(call.received.at(-1)).toMatchObject({ type: 'error', code });
    expect(call.farEnd.closedWith).toBe(closedWith);
  });

  test('garbage is refused with what would be right, and the call goes on', async () => {
    const call = textCall(agentThat(rules));
    const garbage = ['hello', '[]', '{"type":"dance"}', '{"type":"say"}', '{"type":"say","text":"a","x":1}'];
    for (const text of [...garbage, JSON.stringify({ type: 'say', text: 'x'.repeat(2_001) })]) call.farEnd.send(text);
    call.clock.advance(100);
    const errors = call.received.filter((message) => message.type === 'error');
    expect(errors.map(({ message }) => message)).toEqual([
      'this is not JSON',
      'the type is missing or not known here',
      'the type is missing or not known here',
      'text is missing',
      'x is no field here',
      'text has 2001 characters, too many',
    ]);
    call.caller.say('bye');
    expect((await call.end()).record.ended_reason).toBe('agent_ended');
  });

  test('stops reading: the hang-up waits two seconds for it, no longer', async () => {
    const call = callAtGoodbye();
    call.farEnd.stopReading();
    const { record } = await call.end();
    expect(record.hang_up).toMatchObject({ proof: 'released', latency_ms: 2_000, attempts: 3 });
  });

  test('vanishes in the midst of a conversation: the line is lost after two missed pings', async () => {
    const call = textCall(agentThat(rules, { silence: { timeout_seconds: null }, max_duration: { seconds: null } }));
    call.farEnd.vanish();
    const { record, tookMs } = await call.end();
    expect(record).toMatchObject({ ended_reason: 'caller_hangup', ended_by: 'carrier', error_detail: null });
    expect(record).toMatchObject({ carrier_cause: 'connection lost', hang_up: { proof: 'released' } });
    expect(tookMs).toBeGreaterThan(30_000);
    expect(tookMs).toBeLessThanOrEqual(45_000);
  });
});
