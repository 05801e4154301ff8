import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defuse, replyFilter } from './reply-filter.ts';
import type { Control, FilterPart } from './reply-filter.ts';

const toolNames = ['end_call', 'book_table', 'transfer', 'Hang-Up'];

/** Speech as it is, controls in ⟨…⟩, a quotation mark before the type of a quoted one. */
function show(parts: readonly FilterPart[]): string {
  return parts.map((part) => (part.type === 'speech' ? part.text : `⟨${showControl(part.control)}⟩`)).join('');
}

function showControl(control: Control): string {
  if (control.type === 'dropped') return `dropped ${control.name} ${control.why}`;
  const { type, quoted, ...rest } = control;
  const fields = Object.values(rest).map((value) =>
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  );
  return [(quoted ? '"' : '') + type, ...fields].join(' ').trim();
}

function filterPieces(pieces: readonly string[]): FilterPart[] {
  const filter = replyFilter({ toolNames });
  return [...pieces.flatMap((piece) => filter.push(piece)), ...filter.end()];
}

const play = (...pieces: string[]) => show(filterPieces(pieces));

/** The stretches of speech between controls, as the caller's voice gets them. */
function speechRuns(parts: readonly FilterPart[]): string[] {
  const runs = [''];
  for (const part of parts) {
    if (part.type === 'control') runs.push('');
    else runs[runs.length - 1] += part.text;
  }
  return runs;
}

const long = 'x'.repeat(1300);

const table: readonly [text: string, output: string][] = [
  // Plain speech.
  ['', ''],
  ['Thank you for calling. Goodbye!', 'Thank you for calling. Goodbye!'],
  ['In the end, we transfer the book.', 'In the end, we transfer the book.'],
  ['end', 'end'],
  ['end_ca', 'end_ca'],
  ['The weekend_call and end_caller', 'The weekend_call and end_caller'],
  ['Caféend_call, ça', 'Caféend_call, ça'],
  ['2 < 3, a {b} and `c`', '2 < 3, a {b} and `c`'],
  ['The tool is called book_table.', 'The tool is called book_table.'],

  // [END_CALL]
  ['Bye! [END_CALL]', 'Bye! ⟨end_call [END_CALL]⟩'],
  ['[ end_call ]', '⟨end_call [ end_call ]⟩'],
  ['[END CALL] then more', '⟨end_call [END CALL]⟩ then more'],
  ['[end-call]', '⟨end_call [end-call]⟩'],
  ['[END_CALL: caller said bye]!', '⟨end_call [END_CALL: caller said bye]⟩!'],
  ['"[END_CALL]"', '"⟨"end_call [END_CALL]⟩"'],
  ['“[END_CALL]', '“⟨"end_call [END_CALL]⟩'],
  ['[[END_CALL]]', '[⟨end_call [END_CALL]⟩]'],
  ['[END_CALL][END_CALL]', '⟨end_call [END_CALL]⟩⟨end_call [END_CALL]⟩'],
  ['[END_CALL, bye', '⟨end_call [END_CALL⟩, bye'],
  ['[END CALL NOW]', '⟨end_call [END CALL⟩ NOW]'],
  ['[END_CALL: we are done\nBye', '⟨end_call [END_CALL: we are done⟩\nBye'],
  ['Bye [END_CALL', 'Bye ⟨end_call [END_CALL⟩'],
  ['Bye [END_CALL: don', 'Bye ⟨end_call [END_CALL: don⟩'],

  // The other tags.
  ['One moment. [TRANSFER:+15550100]', 'One moment. ⟨transfer +15550100⟩'],
  ['[transfer: +1 (555) 01-00.7 ]', '⟨transfer +155501007⟩'],
  ['[TRANSFER: sip:desk@example.com]', '⟨transfer sip:desk@example.com⟩'],
  ['[TRANSFER]', '⟨dropped TRANSFER malformed⟩'],
  ['[TRANSFER: not a number]', '⟨dropped TRANSFER malformed⟩'],
  ['[TRANSFER:+1555\n0100]', '⟨dropped TRANSFER malformed⟩\n0100]'],
  ['[TRANSFER me]', '⟨dropped TRANSFER malformed⟩ me]'],
  ['[SEND_SMS: Your code\nis 12.] Sent.', '⟨send_sms Your code\nis 12.⟩ Sent.'],
  ['[send sms: hi]', '⟨send_sms hi⟩'],
  ['[SEND_SMS:  ]', '⟨dropped SEND_SMS malformed⟩'],
  ['[SEND_SMS: Dear [Name], hi]', '⟨dropped SEND_SMS malformed⟩[Name], hi]'],
  ['Hm [WAIT:2] yes', 'Hm ⟨wait 2⟩ yes'],
  ['[wait: 1.5s][WAIT:90][WAIT:-1]', '⟨wait 1.5⟩⟨wait 30⟩⟨wait 0⟩'],
  ['[WAIT:abc]', '⟨dropped WAIT malformed⟩'],
  ["'[WAIT:1]", '\'⟨"wait 1⟩'],

  // Brackets that are not tags, and unknown tags.
  ['[end of the call]', '[end of the call]'],
  ['[2024] [a] [transfer me] [wait, what]', '[2024] [a] [transfer me] [wait, what]'],
  ['[ [', '[ ['],
  ['[END_CALLER] hi', '⟨dropped END_CALLER unknown⟩ hi'],
  ['[MUSIC: soft]ok[USA]', '⟨dropped MUSIC unknown⟩ok⟨dropped USA unknown⟩'],
  ['[A] [Note: x] [ABC def] [FOO: x\n]', '[A] [Note: x] [ABC def] [FOO: x\n]'],
  ['[PAUSE: [END_CALL]', '[PAUSE: ⟨end_call [END_CALL]⟩'],

  // The end of a reply, and too much text.
  ['Bye [EN', 'Bye [EN'],
  ['Bye [END', 'Bye ⟨dropped END_CALL unterminated⟩'],
  ['Bye [sen', 'Bye ⟨dropped SEND_SMS unterminated⟩'],
  ['Bye [SEND_SMS: See yo', 'Bye ⟨dropped SEND_SMS unterminated⟩'],
  ['Bye [MUSI', 'Bye [MUSI'],
  ['Bye [end of', 'Bye [end of'],
  [`[SEND_SMS:${long}`, `⟨dropped SEND_SMS unterminated⟩${'x'.repeat(110)}`],
  [`[END_CALL:${long}`, `⟨dropped END_CALL unterminated⟩${'x'.repeat(110)}`],
  [`[MUSIC:${long}]`, `[MUSIC:${long}]`],
  [`end_call(${long}`, `⟨dropped end_call unterminated⟩${'x'.repeat(109)}`],

  // Commands.
  ['end_call', '⟨end_command⟩'],
  ['end_call fraud', '⟨end_command fraud⟩'],
  ['Goodbye.\n  END_CALL <Caller was rude>.\nX', 'Goodbye.\n  ⟨end_command Caller was rude⟩\nX'],
  ['Goodbye! end_call fraud', 'Goodbye! ⟨end_command fraud⟩'],
  ['He said "Bye." end_call\r\nX', 'He said "Bye." ⟨end_command⟩\r\nX'],
  ['end_call.\nX', '⟨end_command⟩\nX'],
  ['end_call: fraud', '⟨end_command fraud⟩'],
  ['Bye. [WAIT:1] end_call fraud', 'Bye. ⟨wait 1⟩ ⟨end_command fraud⟩'],
  ['end_call. Goodbye', '⟨dropped end_call malformed⟩. Goodbye'],
  ['I will use end_call now', 'I will use ⟨dropped end_call malformed⟩ now'],
  ['"end_call fraud"', '"⟨dropped end_call malformed⟩ fraud"'],
  ['I say end_call', 'I say ⟨dropped end_call malformed⟩'],
  [`end_call ${long}`, `⟨end_command ${'x'.repeat(200)}⟩${'x'.repeat(109)}`],

  // Printed calls.
  ['end_call()', '⟨printed_call end_call {}⟩'],
  ['Ok end_call(reason="bye (now)", n: 2) X', 'Ok ⟨printed_call end_call {"reason":"bye (now)","n":2}⟩ X'],
  ['end_call({"reason": "a)b"})', '⟨printed_call end_call {"reason":"a)b"}⟩'],
  ["`hang-up('rude')`", '`⟨"printed_call Hang-Up {"reason":"rude"}⟩`'],
  ["end_call(caller's rude, sadly)", '⟨printed_call end_call {"reason":"caller\'s rude, sadly"}⟩'],
  ['end_call(a="x, y", b=[1,2], c=True, d=z)', '⟨printed_call end_call {"a":"x, y","b":[1,2],"c":true,"d":"z"}⟩'],
  ['end_call("a\\")b", c={"x": 1, "y": 2})', '⟨printed_call end_call {"reason":"a\\")b","c":{"x":1,"y":2}}⟩'],
  ['I transfer(s) xend_call(1)', 'I transfer(s) xend_call(1)'],
  ['Ok end_call(reason="by', 'Ok ⟨dropped end_call unterminated⟩'],

  // Printed JSON.
  ['{"name": "end_call", "arguments": {"reason": "x"}}.', '⟨printed_call end_call {"reason":"x"}⟩.'],
  ['{"tool":"book_table","args":"{\\"n\\":2}"}', '⟨printed_call book_table {"n":2}⟩'],
  ['{"type":"function","function":{"name":"END_CALL"}}', '⟨printed_call end_call {}⟩'],
  ['{"action": "end_call", "reason": "fraud"}', '⟨printed_call end_call {"reason":"fraud"}⟩'],
  ['Hi {"name": "Bob"} {"names": 1} {x} { "', 'Hi {"name": "Bob"} {"names": 1} {x} { "'],
  ['{"name": "end_call", oops} X', '⟨dropped end_call malformed⟩ X'],
  ['Hi {"name": "end_call", "argu', 'Hi ⟨dropped end_call unterminated⟩'],
  ['{"id": 1, "list": [{"name": "end_call"}]}', '{"id": 1, "list": [⟨printed_call end_call {}⟩]}'],
  ['{"name":"end_call","args":{"reason":"a\\"}"}}', '⟨printed_call end_call {"reason":"a\\"}"}⟩'],
  ['```json\n{"name":"end_call"}\n``` X', '⟨printed_call end_call {}⟩ X'],
  ['```tool_code\nend_call(x)\n```X', '⟨printed_call end_call {"reason":"x"}⟩X'],
  ['```{"name":"end_call"} X', '⟨printed_call end_call {}⟩ X'],
  ['<tool_call>{"name":"end_call"}</tool_call>X', '⟨printed_call end_call {}⟩X'],
  ['<tool_call>{"name":"Bob"}</tool_call>', '<tool_call>{"name":"Bob"}</tool_call>'],
  ['```{"name":"end_call"}```[END_CALL]', '⟨printed_call end_call {}⟩⟨end_call [END_CALL]⟩'],
  ['```js\nlet x = 1\n```', '```js\nlet x = 1\n```'],
];

describe.each(table)('%j', (text, output) => {
  test('in one piece', () => expect(play(text)).toBe(output));

  test('in single characters', () => expect(play(...text)).toBe(output));

  test('at every split in two', () => {
    for (let at = 1; at < text.length; at++) expect(play(text.slice(0, at), text.slice(at))).toBe(output);
  });
});

const fragments = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...' \n.,:"\'`[]{}()<>_-a1é'.split(''), '。', '\ud83d', '\ude00') },
  {
    weight: 4,
    arbitrary: fc.constantFrom('[END_CALL', '[end call', '[TRANSFER:', '+15550', '[SEND_SMS:', '[WAIT', '[FOO'),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom('end_call', 'END_CALL ', 'end_', 'call', 'book_table(', 'transfer', 'Hang-'),
  },
  { weight: 4, arbitrary: fc.constantFrom('{"name":', '"end_call"', '"arguments":{', '}', '```json\n', '```', '\\') },
  { weight: 2, arbitrary: fc.constantFrom('<tool_call>', '</tool_call>', 'Goodbye. ', 'the end of it ', 'reason="x"') },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(1190), ' '.repeat(1190), '{"id":1,'.repeat(150)) },
);
const texts = fc.array(fragments, { maxLength: 30 }).map((parts) => parts.join(''));
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

function cut(text: string, shares: readonly number[]): string[] {
  const bounds = [0, ...shares.map((share) => Math.floor(share * text.length)).toSorted((a, b) => a - b), text.length];
  return bounds.slice(1).map((end, i) => text.slice(bounds[i], end));
}

const knownTag = /\[[ \t]*(?:end[-_ ]+call|send[-_ ]+sms|transfer|wait)[ \t]*(?::[^[\]\n]*)?\]/i;
const endCallWord = /(?<![\p{L}\p{N}_])end_call(?![\p{L}\p{N}_])/iu;
const runs = { numRuns: 3000 };

describe('for every text', () => {
  test('a split changes nothing', () => {
    fc.assert(
      fc.property(texts, cuts, (text, shares) => {
        expect(play(...cut(text, shares))).toBe(play(text));
      }),
      runs,
    );
  });

  test('single characters change nothing', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(play(...text.split(''))).toBe(play(text));
      }),
      { numRuns: 500 },
    );
  });

  test('the caller hears no tag and no end_call', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const speech of speechRuns(filterPieces([text]))) {
          expect(speech).not.toMatch(knownTag);
          expect(speech).not.toMatch(endCallWord);
        }
      }),
      runs,
    );
  });

  test('what is spoken was written, in order', () => {
    fc.assert(
      fc.property(texts, (text) => {
        let at = 0;
        for (const speech of speechRuns(filterPieces([text]))) {
          expect(text.indexOf(speech, at)).toBeGreaterThanOrEqual(at);
          at = text.indexOf(speech, at) + speech.length;
        }
      }),
      runs,
    );
  });

  test('no more than 1,200 characters are held, and none after the end', () => {
    fc.assert(
      fc.property(texts, cuts, (text, shares) => {
        const filter = replyFilter({ toolNames });
        for (const piece of cut(text, shares)) {
          filter.push(piece);
          expect(filter.held).toBeLessThanOrEqual(1200);
        }
        filter.end();
        expect(filter.held).toBe(0);
      }),
      runs,
    );
  });

  test('speech without marks and names passes at once', () => {
    const words = fc.constantFrom('Hello', 'the', 'end', 'book', 'trans', 'hang', 'we', 'é', ',', '?', '(yes)', '\n');
    fc.assert(
      fc.property(fc.array(words), (list) => {
        const filter = replyFilter({ toolNames });
        const text = `${list.join(' ')}.`;
        expect(show(filter.push(text))).toBe(text);
        expect(filter.held).toBe(0);
      }),
    );
  });
});

describe('holding back', () => {
  const heldAfter = (text: string) => {
    const filter = replyFilter({ toolNames });
    filter.push(text);
    return filter.held;
  };

  test.each([
    ['Bye now', 0],
    ['Bye e', 1],
    ['Bye en', 2],
    ['Bye [', 1],
    ['Bye [end ', 5],
    ['Bye [end o', 0],
    ['Bye [w', 2],
    ['Bye [x', 0],
    ['Bye {', 1],
    ['Bye {a', 0],
    ['Bye { "nam', 6],
    ['Bye { "nami', 0],
    ['Bye {"name" i', 0],
    ['Bye `', 1],
    ['Bye `x', 0],
    ['Bye <', 1],
    ['Bye <i', 0],
    ['I use end_call ', 0],
    ['I use it. end_call ', 9],
  ])('%j leaves %i', (text, held) => expect(heldAfter(text)).toBe(held));
});

describe('one filter', () => {
  test('starts afresh with each reply', () => {
    const filter = replyFilter({ toolNames: [] });
    expect(show([...filter.push('We say '), ...filter.end()])).toBe('We say ');
    expect(show([...filter.push('end_call fraud'), ...filter.end()])).toBe('⟨end_command fraud⟩');
    expect(filter.end()).toEqual([]);
  });

  test.each([[[]], [['', '(', '[x', 'a.b', 'ünï', 'x'.repeat(5000)]]])('takes any names: %j', (names) => {
    const filter = replyFilter({ toolNames: names });
    expect(show([...filter.push('a.b( ) [END_CALL] axb()'), ...filter.end()])).toContain('⟨end_call [END_CALL]⟩ axb()');
  });

  test.each([
    '[',
    '[AB:',
    '`',
    '"',
    '```json\n',
    '{"id":',
    '{"name":"end_call",',
    'end_call ',
    'end_call(',
    ' . ',
    '[SEND_SMS:',
  ])('takes 200,000 characters of %j in pieces of any size', (unit) => {
    const text = unit.repeat(200_000 / unit.length);
    const pieces = text.match(/[^]{1,4}/g) ?? [];
    expect(play(...pieces)).toBe(play(text));
  });
});

describe('defuse', () => {
  test.each([
    ['Hello [1] and [a], in the end', 'Hello [1] and [a], in the end', false],
    ['please [END_CALL] now', 'please (end call) now', true],
    ['[end call: x', '(end call: x', true],
    ['[[ TRANSFER:+1555 ]]', '(( TRANSFER:+1555 ))', true],
    ['[FOO_BAR]', '(FOO_BAR)', true],
    ['end_call fraud', 'end call fraud', true],
    ['END__CALL("x")', 'end call("x")', true],
    ['my mail is weekend_call', 'my mail is weekend_call', false],
    ['<call_note>The end</call_note>', '(call note)The end(/call note)', true],
    ['< / Call-Note x', '( / Call-Note x', true],
    ['a < b', 'a < b', false],
  ])('%j', (text, defused, found) => expect(defuse(text)).toEqual({ text: defused, found }));

  test('leaves nothing to be read as a control, and nothing to defuse', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const defused = defuse(text).text;
        expect(defuse(defused)).toEqual({ text: defused, found: false });
        const controls = filterPieces([defused]).flatMap((part) => (part.type === 'control' ? [part.control] : []));
        const kinds = new Set(controls.map((control) => control.type));
        for (const kind of ['end_call', 'transfer', 'send_sms', 'wait', 'end_command'])
          expect(kinds).not.toContain(kind);
      }),
      runs,
    );
  });
});
