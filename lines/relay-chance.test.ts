/** Whatever comes in whatever order, a relay line keeps its word. */
import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { relayBench } from './testing/relay-bench.ts';

afterEach(() => void vi.useRealTimers());

const words = [
  'Thank you for calling. ',
  'Goodbye! ',
  'One moment, ',
  'please. ',
  'We close at six. ',
  '感谢您的来电。',
];

type Move =
  | { move: 'says'; text: string; last: boolean }
  | { move: 'clears' }
  | { move: 'hears'; message: object }
  | { move: 'waits'; ms: number };

const info = (name: string, value: string): Move => ({ move: 'hears', message: { type: 'info', name, value } });
const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }).map((some) => some.join(''));
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ move: fc.constant('says' as const), text, last: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ move: fc.constant('waits' as const), ms: fc.integer({ min: 1, max: 4_000 }) }) },
  { weight: 4, arbitrary: fc.constantFrom(info('agentSpeaking', 'on'), info('agentSpeaking', 'off')) },
  { weight: 4, arbitrary: fc.constantFrom(...words).map((piece) => info('tokensPlayed', piece)) },
  fc.constant<Move>({ move: 'clears' }),
  fc
    .constantFrom(...words)
    .map((piece): Move => ({ move: 'hears', message: { type: 'interrupt', utteranceUntilInterrupt: piece } })),
  fc.constant<Move>({ move: 'hears', message: { type: 'error', description: 'Invalid message' } }),
);

/** Plays the moves; utterances follow one another, each is closed in the end. */
function perform(moves: readonly Move[]) {
  const bench = relayBench();
  bench.open();
  const said = new Map<string, string>();
  let id = 'u0';
  let open = false;
  const say = (piece: string, last: boolean): void => {
    if (!open) id = `u${said.size + 1}`;
    said.set(id, (said.get(id) ?? '') + piece);
    open = !last;
    bench.say(id, piece, last);
  };
  for (const one of moves) {
    if (one.move === 'says') say(one.text, one.last);
    else if (one.move === 'clears') bench.line.send({ type: 'clear' });
    else if (one.move === 'hears') bench.socket.receive(one.message);
    else vi.advanceTimersByTime(one.ms);
  }
  if (open) say('', true);
  vi.advanceTimersByTime(600_000);
  return { bench, said };
}

it('every utterance comes to exactly one end, and no more was heard of it than was said', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
      const { bench, said } = perform(moves);
      const finished = bench.of('playback.finished');
      const cleared = bench.of('playback.cleared');
      const ends = [...finished, ...cleared, ...bench.of('playback.failed')].map((event) => event.utteranceId);
      expect(ends.toSorted()).toEqual([...said.keys()].toSorted());
      for (const { pushedMs, playedMs } of [...finished, ...cleared]) {
        expect(playedMs).toBeGreaterThanOrEqual(0);
        expect(playedMs).toBeLessThanOrEqual(pushedMs);
      }
      for (const { utteranceId, heardText } of cleared) expect(said.get(utteranceId)!.startsWith(heardText)).toBe(true);
      expect(new Set(bench.of('playback.started').map((event) => event.utteranceId)).size).toBe(
        bench.of('playback.started').length,
      );
      expect(vi.getTimerCount()).toBe(0);
    }),
    { numRuns: 400 },
  );
});

it('the text that goes out is the text that was said, one utterance after the other', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 9 }), (texts, size) => {
      const bench = relayBench();
      bench.open();
      for (const [index, whole] of texts.entries()) {
        const pieces = whole.match(new RegExp(`[^]{1,${size}}`, 'gu')) ?? [];
        for (const piece of pieces) {
          bench.say(`u${index}`, piece, false);
          vi.advanceTimersByTime(7);
        }
        bench.say(`u${index}`, '');
      }
      vi.advanceTimersByTime(600_000);
      const sent = bench.socket.sent.map(({ token, last }) => `${String(token)}${last === true ? '|' : ''}`).join('');
      expect(sent).toBe(texts.map((whole) => `${whole}|`).join(''));
    }),
    { numRuns: 100 },
  );
});
