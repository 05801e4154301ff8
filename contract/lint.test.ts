import { describe, expect, test } from 'vitest';
import documented from './fixtures/agents/v1-documented.json' with { type: 'json' };
import { parseAgent, type AgentInput } from './agent.ts';
import { lintAgent } from './lint.ts';

const quiet: AgentInput = {
  name: 'Quiet',
  prompt: 'When all is said, call end_call.',
  model: { provider: 'openai', name: 'm' },
};

function warnings(input: Partial<AgentInput> = {}): string[] {
  const parsed = parseAgent({ ...quiet, ...input });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return lintAgent(parsed.agent).map(({ path, code }) => `${path} ${code}`);
}

test('an agent without fault gets no warning', () => {
  expect(warnings()).toEqual([]);
});

test('the documented example: no script, and an empty list of blocked numbers', () => {
  const parsed = parseAgent(documented);
  const codes = parsed.ok && lintAgent(parsed.agent).map(({ code }) => code);
  expect(codes).toEqual(['no_script', 'nothing_blocked']);
});

test('a warning says where, what and what to do', () => {
  const parsed = parseAgent({ ...quiet, prompt: 'Be kind.' });
  expect(parsed.ok && lintAgent(parsed.agent)).toEqual([
    {
      path: 'ending.actions[0].name',
      code: 'action_not_mentioned',
      message: 'end_call is mentioned neither in the prompt nor in an instruction of the flow',
      hint: 'Say when: "If the caller needs nothing else, call end_call."',
    },
  ]);
});

describe('reasons', () => {
  const of = (...reasons: string[]) => warnings({ ending: { reasons: reasons.map((reason) => ({ reason })) } });

  test('that say nearly the same', () => {
    expect(of('Customer is abusive or threatening', 'Wrong number', 'Threatening, abusive caller')).toEqual([
      'ending.reasons[2].reason overlapping_reasons',
    ]);
  });

  test('the vendor’s own examples do not', () => {
    const outside = 'Caller is asking for something outside our scope';
    expect(of('Customer is being abusive or threatening', outside, 'Fraud detected', 'Wrong number')).toEqual([]);
    expect(of('Wrong number', 'Wrong person', '日本', '中国')).toEqual([]);
  });
});

describe('clocks', () => {
  const check_ins = [{ after_seconds: 10, message: 'Are you still there?' }];

  test('a silence limit that leaves no time for an answer', () => {
    const of = (timeout_seconds: number) => warnings({ ending: { silence: { timeout_seconds, check_ins } } });
    expect(of(11)).toEqual(['ending.silence.timeout_seconds silence_before_answer']);
    expect(of(12)).toEqual([]);
  });

  test('a silence limit shorter than all that its check-ins say', () => {
    const long = [1, 2, 3].map((after_seconds) => ({ after_seconds, message: 'a'.repeat(60) }));
    const silence = { timeout_seconds: 10, check_ins: long };
    expect(warnings({ ending: { silence } })).toEqual(['ending.silence.timeout_seconds silence_before_answer']);
  });

  test('no words before silence', () => {
    const silence = { timeout_seconds: 60, no_words_seconds: 30 };
    expect(warnings({ ending: { silence } })).toEqual(['ending.silence.no_words_seconds no_words_before_silence']);
  });

  test('a wrap-up outside the call', () => {
    const wrap_up = [{ before_end_seconds: 60, instruction: 'End.' }];
    const code = 'ending.max_duration.wrap_up[0].before_end_seconds wrap_up_not_before_cap';
    expect(warnings({ ending: { max_duration: { seconds: 60, wrap_up } } })).toEqual([code]);
    expect(warnings({ ending: { max_duration: { seconds: null, wrap_up } } })).toEqual([code]);
    expect(warnings({ ending: { max_duration: { seconds: 61, wrap_up } } })).toEqual([]);
  });
});

describe('farewells', () => {
  test('that ask', () => {
    const reasons = [{ reason: 'a', closing: { mode: 'static' as const, message: 'Shall we stop?' } }];
    const farewell = { message: 'Anything else? Goodbye.' };
    expect(warnings({ ending: { reasons, farewell } })).toEqual([
      'ending.farewell.message farewell_asks',
      'ending.reasons[0].closing.message farewell_asks',
    ]);
  });

  test('that are empty', () => {
    const farewell = { mode: 'static' as const, message: '' };
    expect(warnings({ ending: { farewell } })).toEqual(['ending.farewell.message farewell_empty']);
  });

  test('that take longer than there is time', () => {
    const farewell = { message: 'a'.repeat(300) };
    const code = ['ending.farewell.message farewell_longer_than_cap'];
    expect(warnings({ ending: { farewell, max_duration: { seconds: 20 } } })).toEqual(code);
    expect(warnings({ ending: { farewell, max_duration: { seconds: 21 } } })).toEqual([]);
    const wrap_up = [{ before_end_seconds: 5, instruction: 'End.' }];
    expect(warnings({ ending: { farewell, max_duration: { seconds: 60, wrap_up } } })).toEqual(code);
  });
});

describe('prompts', () => {
  test('an action that is mentioned nowhere, by its whole name', () => {
    const actions = [{ name: 'end_call' }, { name: 'drop' }];
    expect(warnings({ ending: { actions }, prompt: 'call end_call, dropping nobody' })).toEqual([
      'ending.actions[1].name action_not_mentioned',
    ]);
    expect(warnings({ prompt: 'Use #end_call.' })).toEqual([]);
  });

  test('a prompt that works by the tag needs no action', () => {
    expect(warnings({ prompt: 'End with [END_CALL].' })).toEqual([]);
  });

  test('what is asked for and switched off', () => {
    expect(warnings({ prompt: 'Call end_call or say [ end_call ].', ending: { tag: false } })).toEqual([
      'prompt tag_off',
    ]);
    expect(warnings({ prompt: 'Use #end_call.', ending: { enabled: false } })).toEqual(['prompt ending_off']);
  });

  test('no words at all', () => {
    expect(warnings({ prompt: '', ending: { actions: [] } })).toEqual(['prompt empty_prompt']);
    expect(warnings({ model: { provider: 'offline' } })).toEqual(['model.script no_script']);
  });

  test('a script that calls the action mentions it', () => {
    const script = [{ when: 'anything' as const, tools: [{ name: 'end_call' }] }];
    expect(warnings({ prompt: '', model: { provider: 'offline', script } })).toEqual([]);
  });

  test('names that nothing stands behind', () => {
    const prompt = 'You are {{who}} of {{clinic}}. It is {{date}}. Use end_call.';
    expect(warnings({ prompt, variables: { clinic: 'A' } })).toEqual(['prompt unknown_variable']);
  });
});

describe('flows', () => {
  const say = (id: string) => ({
    id,
    kind: 'utterance' as const,
    data: { mode: 'generated' as const, instruction: 'Talk. Use end_call.' },
  });
  const end = { id: 'end', kind: 'end_call' as const, data: {} };
  const edge = (from: string, to: string) => ({ id: `${from}-${to}`, from, to });

  test('blocks from which no way leads to an end', () => {
    const nodes = [say('a'), say('b'), say('c'), end];
    const other = (from: string, to: string) => ({ ...edge(from, to), label: 'other' });
    const edges = [other('a', 'b'), { ...edge('a', 'end'), label: 'done' }, edge('b', 'c'), edge('c', 'b')];
    expect(warnings({ kind: 'flow', prompt: '', flow: { nodes, edges } })).toEqual([
      'flow.nodes[1] no_path_to_end',
      'flow.nodes[2] no_path_to_end',
    ]);
    expect(warnings({ kind: 'flow', prompt: '', flow: { nodes, edges: edges.with(3, edge('c', 'end')) } })).toEqual([]);
  });

  test('an instruction of a block mentions an action', () => {
    expect(warnings({ kind: 'flow', prompt: '', flow: { nodes: [say('a'), end], edges: [edge('a', 'end')] } })).toEqual(
      [],
    );
  });
});
