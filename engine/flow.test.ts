import { describe, expect, test } from 'vitest';
import type { WalkEvent } from './flow/events.ts';
import * as p from './testing/plans.ts';
import { type FlowScript, type Outside, playFlow, says } from './testing/play-flow.ts';

const told = (blocks: Parameters<typeof p.plan>[0], outside: Outside = {}, ...script: FlowScript): string[] =>
  playFlow(p.plan(blocks), outside, ...script).told;

/** The last orders, those that this test is about. */
const last = (count: number, lines: string[]): string[] => lines.slice(-count);

const silent: WalkEvent = { type: 'caller.stayed_silent' };
const calledOff: WalkEvent = { type: 'end.called_off' };
const bye = p.ends('bye');

describe('an utterance', () => {
  test('verbatim: says its words, waits, and any reply leads on', () => {
    expect(told([p.says('hello', 'bye'), bye], {}, 'hi')).toEqual([
      'in hello',
      'say hello?',
      'await',
      'in bye',
      'end by bye',
    ]);
  });

  test('that awaits no reply goes on when its words are over', () => {
    const blocks = [p.says('note', 'bye', { waitsForReply: false }), bye];
    expect(told(blocks)).toEqual(['in note', 'say note?', 'in bye', 'end by bye']);
    expect(told(blocks, { late: ['say'] }, 'what?')).toEqual(['in note', 'say note?']);
  });

  test('finds out which of its answers the words amount to', () => {
    const blocks = [p.says('ready', 'yes>go bye yes>go no>bye no_match>again'), p.ends('go'), p.ends('again'), bye];
    const answers = { sure: 'yes', 'not really': 'no' };
    expect(last(1, told(blocks, { answers }, 'sure'))).toEqual(['end by go']);
    expect(last(1, told(blocks, { answers }, 'not really'))).toEqual(['end by bye']);
    expect(last(1, told(blocks, { answers }, 'purple'))).toEqual(['end by again']);
  });

  test('an answer that the judge made up is none', () => {
    const blocks = [p.says('ready', 'yes>bye no_match>again'), p.ends('again'), bye];
    expect(last(1, told(blocks, { answers: { hm: 'no_input' } }, 'hm'))).toEqual(['end by again']);
  });

  test('words that come before the answer to earlier ones belong with them', () => {
    const blocks = [p.says('ready', 'yes>bye no_match>bye'), bye];
    expect(last(2, told(blocks, { late: ['match_answer'] }, 'well', 'yes'))).toEqual([
      'match well to yes',
      'match well yes to yes',
    ]);
  });

  test('generated: the model goes on talking until an answer fits', () => {
    const blocks = [p.generates('talk', 'done>bye'), bye];
    expect(told(blocks, { answers: { thanks: 'done' } }, 'how much?', 'thanks')).toEqual([
      'in talk',
      'generate do talk',
      'await',
      'match how much? to done',
      'generate do talk',
      'await',
      'match thanks to done',
      'in bye',
      'end by bye',
    ]);
  });

  test('but not for ever', () => {
    const plan = p.plan([p.generates('talk', 'done>bye'), bye], { turnsMax: 2 });
    expect(playFlow(plan, {}, 'a', 'b', 'c').told.at(-1)).toBe(
      'fail: block talk: 3 turns of the caller, and none led on',
    );
  });

  test('silence beyond its own limit leads to no_input, where there is one', () => {
    const blocks = [p.says('hello', 'bye no_input>lost', { noInputMs: 8000 }), p.ends('lost'), bye];
    expect(told(blocks, {}, silent)).toEqual(['in hello', 'say hello?', 'await 8000', 'in lost', 'end by lost']);
    expect(last(1, told([p.says('hello', 'bye', { noInputMs: 8000 }), bye], {}, silent))).toEqual(['await']);
  });
});

describe('slots', () => {
  const two = [
    p.collects('ask', 'filled>bye gave_up>lost', p.slot('day'), p.slot('phone', 'phone')),
    p.ends('lost'),
    bye,
  ];

  test('are asked for one after another', () => {
    const slots = { tuesday: 'day=2026-11-24', five: 'phone=+15550100' };
    expect(told(two, { slots }, 'tuesday', 'five')).toEqual([
      'in ask',
      'ask day? (first)',
      'await',
      'extract day, phone from tuesday',
      'ask phone? (first)',
      'await',
      'extract phone from five',
      'in bye',
      'end by bye',
    ]);
  });

  test('two in one sentence fill both', () => {
    const { position } = playFlow(p.plan(two), { slots: { both: 'day=2026-11-24 phone=+15550100' } }, 'both');
    expect(position.values).toEqual({ day: '2026-11-24', phone: '+15550100' });
    expect(position.doing).toMatchObject({ name: 'ended' });
  });

  test('words said on the way already hold answers, but not for slots of type text', () => {
    const blocks = [
      p.says('hello', 'ask'),
      p.collects('ask', 'filled>bye', p.slot('name', 'text'), p.slot('day')),
      bye,
    ];
    const slots = { 'a visit on tuesday': 'day=2026-11-24 name=a' };
    expect(last(4, told(blocks, { slots }, 'a visit on tuesday'))).toEqual([
      'in ask',
      'extract day from a visit on tuesday',
      'ask name? (first)',
      'await',
    ]);
  });

  test('what was not understood is asked again, as often as it may be', () => {
    const slots = { 'the 31st of june': 'day!invalid', hm: 'day!unclear' };
    expect(last(9, told(two, { slots }, 'the 31st of june', 'hm', 'what?'))).toEqual([
      'extract day, phone from the 31st of june',
      'ask day again? (invalid)',
      'await',
      'extract day, phone from hm',
      'ask day again? (unclear)',
      'await',
      'extract day, phone from what?',
      'in lost',
      'end by lost',
    ]);
  });

  test('an optional one is left out after its tries', () => {
    const blocks = [p.collects('ask', 'filled>bye', p.slot('mail', 'email', { required: false, attemptsMax: 1 })), bye];
    expect(last(1, told(blocks, {}, 'no idea'))).toEqual(['end by bye']);
  });

  test('a choice that is not offered is invalid', () => {
    const blocks = [p.collects('ask', 'filled>bye gave_up>bye', p.slot('color', 'choice')), bye];
    expect(last(2, told(blocks, { slots: { green: 'color=green' } }, 'green'))[0]).toBe('ask color again? (invalid)');
  });

  test('a known value is not asked for; a drawn loop back asks again', () => {
    const blocks = [
      p.collects('ask', 'filled>say', p.slot('day'), p.slot('mail', 'email')),
      p.says('say', 'wrong>ask ok>bye no_match>bye'),
      bye,
    ];
    const outside: Outside = {
      values: { mail: 'a@b.example' },
      slots: { tuesday: 'day=2026-11-24' },
      answers: { no: 'wrong' },
    };
    expect(last(4, told(blocks, outside, 'tuesday', 'no'))).toEqual([
      'in ask',
      'extract day from no',
      'ask day? (first)',
      'await',
    ]);
  });

  describe('that are read back', () => {
    const blocks = [
      p.collects('ask', 'filled>bye gave_up>lost', p.slot('phone', 'phone', { confirm: true })),
      p.ends('lost'),
      bye,
    ];
    const slots = { five: 'phone=+15550100', six: 'phone=+15550106' };

    test('count once the caller says yes', () => {
      const { told, position } = playFlow(p.plan(blocks), { slots, confirms: { right: 'yes' } }, 'five', 'right');
      expect(told.slice(-6)).toEqual([
        'extract phone from five',
        'confirm phone=+15550100',
        'await',
        'judge phone=+15550100 by right',
        'in bye',
        'end by bye',
      ]);
      expect(position.filled).toMatchObject([{ name: 'phone', confirmed: true }]);
    });

    test('a no asks again, a no with another value reads that one back', () => {
      expect(last(2, told(blocks, { slots, confirms: { no: 'no' } }, 'five', 'no'))).toEqual([
        'ask phone again? (invalid)',
        'await',
      ]);
      const other = told(blocks, { slots, confirms: { 'no, six': 'no:+15550106' } }, 'five', 'no, six');
      expect(last(2, other)).toEqual(['confirm phone=+15550106', 'await']);
    });

    test('a value that nobody said yes to does not stay', () => {
      const { told, position } = playFlow(p.plan(blocks), { slots }, 'five', 'hm', 'hm', 'hm');
      expect(told.at(-1)).toBe('end by lost');
      expect(position.values).toEqual({});
    });
  });
});

describe('a correction of an earlier slot', () => {
  const blocks = [
    p.collects('when', 'filled>which gave_up>bye', p.slot('day')),
    p.decides('which', 'late>bye else>sum', 'late'),
    p.says('sum', 'yes>book no_match>bye'),
    p.acts('book', 'ok>more failed>bye'),
    p.says('more', 'bye'),
    bye,
  ];
  const outside: Outside = { slots: { monday: 'day=2026-11-23' }, answers: { yes: 'yes' }, actions: { book: {} } };
  const noTuesday = says('no, tuesday', 'other', 'day=2026-11-24');

  test('changes the value, and what was decided by it is decided anew', () => {
    const { told, position } = playFlow(p.plan(blocks), outside, 'monday', noTuesday);
    expect(told.slice(-6)).toEqual(['in when', 'in which', 'evaluate_expressions late', 'in sum', 'say sum?', 'await']);
    expect(position.values).toEqual({ day: '2026-11-24' });
  });

  test('while another one is asked for', () => {
    const asks = [p.collects('ask', 'filled>bye', p.slot('day'), p.slot('name', 'text')), bye];
    const { told, position } = playFlow(p.plan(asks), outside, 'monday', noTuesday);
    expect(told.slice(-2)).toEqual(['ask name? (first)', 'await']);
    expect(position.values).toEqual({ day: '2026-11-24' });
  });

  test('is read back again where that was asked for', () => {
    const asks = [p.collects('ask', 'filled>sum', p.slot('day', 'date', { confirm: true })), p.says('sum', 'bye'), bye];
    const { told } = playFlow(p.plan(asks), { ...outside, confirms: { right: 'yes' } }, 'monday', 'right', noTuesday);
    expect(told.slice(-3)).toEqual(['in ask', 'confirm day=2026-11-24', 'await']);
  });

  test('comes too late once an action was told the old value: then they are words like any others', () => {
    const { told, position } = playFlow(p.plan(blocks), outside, 'monday', 'yes', noTuesday);
    expect(position.values).toEqual({ day: '2026-11-23' });
    expect(told.at(-1)).toBe('end by bye');
  });
});

describe('a condition', () => {
  const to = 'a>a b?>b c>c else>d';
  const blocks = [p.decides('which', to, 'a', 'b?', 'c'), ...['a', 'b', 'c', 'd'].map((id) => p.ends(id))];
  const taken = (...holding: string[]) => told(blocks, { holding });

  test('takes the first branch that holds, else else', () => {
    expect(taken('a', 'c').at(-1)).toBe('end by a');
    expect(taken('b?', 'c').at(-1)).toBe('end by b');
    expect(taken('c').at(-1)).toBe('end by c');
    expect(taken().at(-1)).toBe('end by d');
  });

  test('asks the model only what stands before an expression that holds', () => {
    expect(taken('a')).not.toContain('answer_questions b?');
    expect(taken('c')).toContain('answer_questions b?');
  });
});

describe('an action', () => {
  const blocks = [p.acts('book', 'ok>bye failed>lost', { filler: 'One moment.' }), p.ends('lost'), bye];

  test('runs while a line fills the time, and gives variables', () => {
    const { told, position } = playFlow(p.plan(blocks), { actions: { book: { id: 7 } } });
    expect(told).toEqual(['in book', 'say One moment.', 'run book', 'in bye', 'end by bye']);
    expect(position.values).toEqual({ id: 7 });
  });

  test('that fails has its own way out', () => expect(told(blocks).at(-1)).toBe('end by lost'));

  test('what the caller says meanwhile is not lost on the next question', () => {
    const asks = [p.acts('look', 'ok>ask failed>bye'), p.collects('ask', 'filled>bye', p.slot('day')), bye];
    const done: WalkEvent = { type: 'action.done', ask: 1, values: {} };
    expect(last(1, told(asks, { late: ['run_action', 'extract_slots'] }, 'on tuesday', done))).toEqual([
      'extract day from on tuesday',
    ]);
  });
});

test('a transfer says its line, and only a failed one leads on', () => {
  const blocks = [p.hands('desk', 'failed>bye', 'I put you through.'), bye];
  const before = ['in desk', 'say I put you through.', 'transfer to desk'];
  expect(told(blocks)).toEqual(before);
  expect(told(blocks, {}, 'hello?', { type: 'transfer.failed', ask: 2, detail: 'busy' })).toEqual([
    ...before,
    'in bye',
    'end by bye',
  ]);
});

describe('an End Call block', () => {
  const blocks = [p.says('more', 'no>book yes>more no_match>more'), p.acts('book', 'ok>bye failed>bye'), bye];
  const outside: Outside = { answers: { no: 'no', 'oh, yes': 'yes' }, actions: { book: {} } };

  test('is carried along whole, and nothing follows it', () => {
    const { told, orders, position } = playFlow(p.plan(blocks), outside, 'no', 'wait', silent);
    expect(told.at(-1)).toBe('end by bye');
    expect(orders.at(-1)).toEqual({ type: 'end_by_block', block: bye });
    expect(position.doing).toEqual({ name: 'ended', by: 'block', block: 'bye' });
  });

  test('called off: back in the block that talked before, where an answer leads on', () => {
    expect(last(5, told(blocks, outside, 'no', calledOff, 'oh, yes'))).toEqual([
      'await',
      'match oh, yes to no, yes',
      'in more',
      'say more?',
      'await',
    ]);
  });

  test('called off: the model answers what is no answer, and the action is not run again', () => {
    const lines = told(blocks, outside, 'no', calledOff, 'what are your hours?', says('bye', 'closing'));
    expect(last(4, lines)).toEqual(['generate freely', 'await', 'in bye', 'end by bye']);
    expect(lines.filter((line) => line === 'run book')).toHaveLength(1);
  });
});

describe('end-call reasons', () => {
  const blocks = [
    p.says('hello', 'ask'),
    p.collects('ask', 'filled>book gave_up>bye', p.slot('day')),
    p.acts('book', 'ok>bye failed>bye'),
    bye,
  ];
  const plan = p.plan(blocks, {}, true);
  const outside: Outside = {
    slots: { monday: 'day=2026-11-23' },
    actions: { book: {} },
    reasons: { 'shut up': 'abusive' },
  };
  const verdict = (check: number, reason: string | null = null): WalkEvent => ({
    type: 'reasons.checked',
    check,
    reason,
  });

  test('are checked with the words of the caller, beside the walk', () => {
    expect(playFlow(plan, { ...outside, late: ['check_reasons'] }, 'hi').told.slice(3)).toEqual([
      'check 1 for caller',
      'in ask',
      'extract day from hi',
      'ask day? (first)',
      'await',
    ]);
  });

  test('and with the result of an action', () =>
    expect(playFlow(plan, outside, 'hi', 'monday').told).toContain('check 3 for action'));

  test('end the call in a verbatim utterance', () =>
    expect(playFlow(plan, outside, 'shut up').told.at(-1)).toBe('end by reason abusive'));

  test('a late verdict acts at once, wherever the walk is by then', () => {
    const { told } = playFlow(
      plan,
      { ...outside, late: ['check_reasons'] },
      'shut up',
      verdict(1, 'abusive'),
      'monday',
    );
    expect(told.at(-1)).toBe('end by reason abusive');
  });

  test('what cannot be taken back waits for the verdict', () => {
    const late: Outside = { ...outside, late: ['check_reasons'] };
    const waiting = playFlow(plan, late, 'hi', 'monday');
    expect(waiting.position.doing).toEqual({ name: 'holding', to: 'book' });
    expect(playFlow(plan, late, 'hi', 'monday', verdict(2)).told).toContain('run book');
    const ended = playFlow(plan, late, 'hi', 'monday', verdict(2, 'abusive')).told;
    expect(ended.at(-1)).toBe('end by reason abusive');
    expect(ended).not.toContain('run book');
  });

  test('an end by a reason that is called off goes on where it was, and old verdicts are over', () => {
    const late: Outside = { ...outside, late: ['check_reasons', 'extract_slots'] };
    const answer: WalkEvent = { type: 'slots.extracted', ask: 2, found: [] };
    const script = ['hi', verdict(1, 'abusive'), answer, calledOff, verdict(1, 'abusive')];
    expect(playFlow(plan, late, ...script).told.slice(-3)).toEqual([
      'end by reason abusive',
      'ask day? (first)',
      'await',
    ]);
  });

  test('without reasons nothing is checked', () =>
    expect(told(blocks, outside, 'hi').filter((line) => line.startsWith('check'))).toEqual([]));
});

describe('limits', () => {
  test('a loop without the caller is left after some rounds', () => {
    const blocks = [p.decides('a', 'else>b'), p.decides('b', 'else>a')];
    expect(told(blocks).at(-1)).toBe('fail: block a: it was entered 101 times');
  });

  test('and one in which nothing is waited for', () => {
    const known = { values: { day: 'x' } };
    const blocks = [p.collects('a', 'filled>a', p.slot('day'))];
    const { told } = playFlow(p.plan(blocks, { hopsMax: 5 }), known);
    expect(told.at(-1)).toBe('fail: block a: 6 blocks in a row, and none waits for anything');
  });

  test('names from the prototype of objects are names like any others', () => {
    const blocks = [p.says('constructor', '__proto__'), p.ends('__proto__')];
    const { told, position } = playFlow(p.plan(blocks), {}, 'hi');
    expect(told.at(-1)).toBe('end by __proto__');
    expect(JSON.parse(JSON.stringify(position))).toEqual(position);
  });
});

describe('a value that is not sure', () => {
  const when = p.collects('when', 'filled>bye gave_up>lost', p.slot('day'), p.slot('time', 'text'));
  const blocks = [when, p.ends('lost'), bye];

  test('is read back, though the slot asks for no confirmation', () => {
    const { told, position } = playFlow(
      p.plan(blocks),
      { slots: { maybe: 'day~2026-11-24', noon: 'time=noon' }, confirms: { right: 'yes' } },
      'maybe',
      'right',
      'noon',
    );
    expect(told).toContain('confirm day=2026-11-24');
    expect(position.filled.map(({ confirmed }) => confirmed)).toEqual([true, true]);
    expect(last(1, told)).toEqual(['end by bye']);
  });

  test('in place of one that was, is read back too', () => {
    const outside = { slots: { monday: 'day=2026-11-23', noon: 'time=noon' } };
    const asks = [p.collects('when', 'filled>sum', p.slot('day')), p.says('sum', 'bye'), bye];
    const { told } = playFlow(p.plan(asks), outside, 'monday', says('no, tuesday?', 'other', 'day~2026-11-24'));
    expect(told.slice(-3)).toEqual(['in when', 'confirm day=2026-11-24', 'await']);
  });

  test('does not stay when the block gives up over another slot', () => {
    const outside = { slots: { maybe: 'color~red' } };
    const two = p.collects(
      'when',
      'filled>bye gave_up>lost',
      p.slot('day', 'date', { attemptsMax: 1 }),
      p.slot('color', 'choice'),
    );
    const { told, position } = playFlow(p.plan([two, p.ends('lost'), bye]), outside, 'maybe');
    expect([last(1, told), position.filled, position.values]).toEqual([['end by lost'], [], {}]);
  });

  test('no correction is an empty text', () => {
    const asks = [p.collects('when', 'filled>sum', p.slot('day')), p.says('sum', 'bye'), bye];
    const outside = { slots: { monday: 'day=2026-11-23' } };
    expect(last(1, told(asks, outside, 'monday', says('no', 'other', 'day=')))).toEqual(['end by bye']);
  });
});
