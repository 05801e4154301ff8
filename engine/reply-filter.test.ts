import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replyFilterCases } from './reply-filter.cases.ts';
import { defuse, replyFilter } from './reply-filter.ts';
import type { Control, FilterPart } from './reply-filter.ts';

const toolNames = ['end_call', 'book_table', 'transfer', 'Hang-Up'];

/** The notation of reply-filter.cases.ts. */
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

describe.each(replyFilterCases)('%j', (text, output) => {
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
