/**
 * Ends proposed over the wire formats of OpenAI and Anthropic, by stand-ins on the loopback: each is the same as that
 * of an offline script with the same words. Source: design proof.md, "Models".
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Piece, Scenario } from '../../providers/models/testing/scenario.ts';
import type { StandIn } from '../../providers/models/testing/stand-in.ts';
import { vendors } from '../../providers/models/testing/vendors.ts';
import { agentThat, type EndingInput, type Rule } from '../testing/agents.ts';
import { awaitedModel } from '../testing/awaited-model.ts';
import { outsideWork } from '../../simulator/outside-work.ts';
import { play, type Played } from '../testing/play.ts';

const reasons = [{ reason: 'Wrong number', closing: { mode: 'static' as const, message: 'Wrong number. Goodbye.' } }];
const byTool = 'end: agent_ended by tool, dropped by agent';
const say = (text: string): Piece => ({ text });
const call = (args: Record<string, string> = {}, name = 'end_call'): Piece => ({ tool: { name, arguments: args } });
const whole = (...pieces: Piece[]): Scenario => ({ pieces, ending: 'stop' });

type Case = {
  replies: readonly Scenario[];
  script?: string;
  ending?: EndingInput;
  tools?: Record<string, { failed?: boolean; result?: string }>;
  /** Lines that the story must hold, so that two wrong stories are not taken for two right ones. */
  holds: readonly string[];
};

const cases: Record<string, Case> = {
  'words, then the tool': {
    replies: [whole(say('Thanks for your time.'), call())],
    holds: [byTool, 'farewell: "Thanks for your time." confirmed, spoken_words, goodbyes: 1'],
  },
  'words that are no goodbye, then the tool with a message': {
    replies: [whole(say('Your appointment is booked.'), call({ message: 'See you, bye!' }))],
    holds: ['farewell: "See you, bye!" confirmed, tool_message, goodbyes: 1'],
  },
  'the tool first': {
    replies: [whole(call(), say('Thank you for calling.'))],
    holds: [byTool, 'farewell: "Thank you for calling." confirmed, spoken_words, goodbyes: 1'],
  },
  'the tool alone: the farewell is a second request': {
    replies: [whole(call()), whole(say('So long and goodbye.'))],
    holds: [byTool, 'farewell: "So long and goodbye." confirmed, main_prompt, goodbyes: 1'],
  },
  'the tool with a reason': {
    replies: [whole(call({ reason: 'Wrong number' }))],
    ending: { reasons },
    holds: [byTool, 'farewell: "Wrong number. Goodbye." confirmed, own_words, goodbyes: 1', 'reason: Wrong number'],
  },
  'two tools': {
    replies: [whole(say('Booked, goodbye.'), call({}, 'book'), call())],
    tools: { book: { result: 'Booked.' } },
    holds: [byTool, 'farewell: "Booked, goodbye." confirmed, spoken_words, goodbyes: 1'],
  },
  'two tools, and one fails': {
    replies: [whole(say('Booked, goodbye.'), call({}, 'book'), call()), whole(say('That failed. Another day?'))],
    tools: { book: { failed: true, result: 'no slot left' } },
    script: 'caller: okay bye\nhang up',
    holds: ['agent: That failed. Another day?', 'vetoes: tool_failed'],
  },
  'a call printed as JSON': {
    replies: [whole(say('Goodbye then. {"name": "end_call", "arguments": {"reason": "conversation_ended"}}'))],
    holds: [byTool, 'farewell: "Goodbye then." confirmed, spoken_words, goodbyes: 1'],
  },
  'a tag': {
    replies: [whole(say('Have a lovely day. [END_CALL]'))],
    holds: [
      'end: agent_ended by tag, dropped by agent',
      'farewell: "Have a lovely day." confirmed, spoken_words, goodbyes: 1',
    ],
  },
  'a tag without its end': {
    replies: [whole(say('Have a lovely day. [END_CALL'))],
    holds: [
      'end: agent_ended by tag, dropped by agent',
      'farewell: "Have a lovely day." confirmed, spoken_words, goodbyes: 1',
    ],
  },
  'a tag that breaks off in its name': {
    replies: [whole(say('Have a lovely day. [END_CA'))],
    script: 'caller: okay bye\nhang up',
    holds: ['agent: Have a lovely day.', 'end: caller_hangup by caller, dropped by caller'],
  },
  'a veto, then an answer, then the end': {
    replies: [whole(say('Goodbye then.'), call()), whole(say('We close at six.')), whole(say('Goodbye then.'), call())],
    script: 'caller: what time do you close?\ncaller: okay bye',
    holds: ['agent: We close at six.', byTool, 'vetoes: open_question'],
  },
  'a rescue, then the end': {
    replies: [
      whole(say('Thank you for calling us today, goodbye!'), call()),
      whole(say('Of course.')),
      whole(say('Goodbye then.'), call()),
    ],
    script: 'caller: okay bye\n[over goodbye 0.5s] caller: wait, one more thing\ncaller: okay bye',
    holds: ['agent: Of course.', byTool, 'rescued: wait, one more thing'],
  },
};

/** The same words and calls as a rule of the offline model, once, without any time between words. */
function ruleFrom(scenario: Scenario, at: number): Rule {
  const pieces = 'pieces' in scenario ? scenario.pieces : [];
  const words = pieces.map((piece) => ('text' in piece ? piece.text : '')).join('');
  const tools = pieces.flatMap((piece) =>
    'tool' in piece ? [piece.tool as { name: string; arguments: Record<string, string> }] : [],
  );
  return { when: at > 0 && isFarewell(scenario) ? 'farewell' : 'anything', once: true, say: words, tools, ...instant };
}
const instant = { first_word_ms: 0, word_ms: 0 };
const isFarewell = (scenario: Scenario): boolean => JSON.stringify(scenario).includes('So long');

describe.each(vendors)('$vendor', ({ start, modelAt }) => {
  let standIn: StandIn;
  beforeEach(async () => {
    standIn = await start();
  });
  afterEach(() => standIn.close());

  function playOver(replies: readonly Scenario[], rest: Omit<Case, 'replies' | 'holds'> = {}): Promise<Played> {
    const outside = outsideWork();
    standIn.next(...replies);
    return play(agentThat([], rest.ending), rest.script ?? 'caller: okay bye', {
      outside,
      model: () => awaitedModel(modelAt(standIn.baseUrl), replies, outside),
      ...(rest.tools && { tools: rest.tools }),
    });
  }

  test.each(Object.entries(cases))('%s', async (_name, { replies, holds, ...rest }) => {
    const wire = await playOver(replies, rest);
    const script = rest.script ?? 'caller: okay bye';
    const offline = await play(
      agentThat(replies.map(ruleFrom), rest.ending),
      script,
      rest.tools ? { tools: rest.tools } : {},
    );
    expect(wire.story).toEqual(offline.story);
    expect(wire.record.duration_seconds).toBe(offline.record.duration_seconds);
    for (const line of holds) expect(wire.story).toContain(line);
    expect(standIn.requests).toHaveLength(replies.length);
  });

  test('stalls in mid-reply: given up after 4 s, its words stand', async () => {
    const replies: Scenario[] = [
      { pieces: [say('Let me see.')], ending: 'stall' },
      whole(say('Goodbye then.'), call()),
    ];
    const { story } = await playOver(replies, { script: 'caller: hello\ncaller: okay bye' });
    expect(story.slice(1)).toEqual([
      'caller: hello',
      'agent: Let me see.',
      'caller: okay bye',
      'agent: Goodbye then.',
      byTool,
      'farewell: "Goodbye then." confirmed, spoken_words, goodbyes: 1',
    ]);
    await standIn.closed;
  });

  test('stalls before the first word of the farewell: the fixed one within 2.5 s', async () => {
    const { story, record } = await playOver([whole(call()), { pieces: [], ending: 'stall' }]);
    expect(story.slice(2)).toEqual([
      'agent: Thank you for calling. Goodbye!',
      byTool,
      'farewell: "Thank you for calling. Goodbye!" confirmed, configured, goodbyes: 1',
    ]);
    expect(record.transcript.at(-1)!.at_seconds - record.transcript.at(-2)!.at_seconds).toBe(2.5);
  });

  test('429, then success: asked again, and nobody notices', async () => {
    const { story } = await playOver([{ status: 429 }, whole(say('Goodbye then.'), call())]);
    expect(story.slice(2)).toEqual([
      'agent: Goodbye then.',
      byTool,
      'farewell: "Goodbye then." confirmed, spoken_words, goodbyes: 1',
    ]);
  });

  test('429 twice: the apology, an error', async () => {
    const { story } = await playOver([{ status: 429 }, { status: 429 }]);
    expect(story).toContain('end: error by failure, dropped by system');
    expect(story.at(-1)).toMatch(/^error: model: .*the service is busy/);
  });

  test('a wrong key: not asked again, and the error does not hold it', async () => {
    const { story, log } = await playOver([{ status: 401 }]);
    expect(story).toContain('end: error by failure, dropped by system');
    expect(standIn.requests).toHaveLength(1);
    expect(JSON.stringify(log)).not.toContain('sk-Secret');
  });

  test('disconnects behind words: they stand, the tool is not called', async () => {
    const cut: Scenario = { pieces: [say('Thank you, goodbye!'), call()], ending: 'disconnect' };
    const { story } = await playOver([cut], { script: 'caller: okay bye\nhang up' });
    expect(story.slice(2, 4)).toEqual([
      'agent: Thank you, goodbye!',
      'end: caller_hangup by caller, dropped by caller',
    ]);
  });

  test('disconnects before the first word of the farewell: the fixed one', async () => {
    const { story } = await playOver([whole(call()), { pieces: [], ending: 'disconnect' }]);
    expect(story).toContain('farewell: "Thank you for calling. Goodbye!" confirmed, configured, goodbyes: 1');
  });

  test('is cancelled when the caller hangs up', async () => {
    const replies: Scenario[] = [{ pieces: [say('Let me see.')], ending: 'stall' }];
    const { story } = await playOver(replies, { script: 'caller: hello\n[after 1s] hang up' });
    expect(story).toContain('end: caller_hangup by caller, dropped by caller');
    await standIn.closed;
  });
});
