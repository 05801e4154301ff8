/** Twenty machines and twenty people, generated: none of the people may be taken for a machine. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type Answer, beepEndMs, machines, people, soundOf, tones } from './testing/answers.ts';
import { voicemailDetector, type VoicemailFound, type VoicemailOptions } from './voicemail.ts';

const has = (program: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
};
const peers = process.env['RINGOFF_REQUIRE_PEERS'] === '1' || ['flite', 'espeak-ng', 'sox'].every(has);

function listen(pcm: Int16Array, when: VoicemailOptions['when'] = 'after_greeting', toldAtMs = Infinity) {
  const detector = voicemailDetector({ when });
  let found: VoicemailFound | null = null;
  for (let at = 0; at < pcm.length; at += 160) {
    if ((at / 8_000) * 1000 >= toldAtMs) detector.expect();
    found ??= detector.hear(pcm.subarray(at, at + 160));
  }
  return found;
}

const silence = (ms: number): Int16Array => tones([], ms);
const joined = (...pieces: Int16Array[]): Int16Array => Int16Array.from(pieces.flatMap((piece) => [...piece]));

describe.skipIf(!peers)('who has answered', () => {
  test.each(machines)('a machine ($voice): $words', (machine) => {
    const answer = machine as Answer & { beep: NonNullable<Answer['beep']> };
    const found = listen(soundOf(answer));
    expect(found?.evidence).toBe('beep');
    // The message begins behind the beep, and within a fifth of a second of its end.
    const lateMs = found!.atMs - beepEndMs(answer);
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThanOrEqual(200);
  });

  test.each(people)('a person ($voice): $words', (person) => {
    expect(listen(soundOf(person, { after: 8_000 }), 'at_once')).toBe(null);
    expect(listen(soundOf(person, { after: 8_000 }), 'after_greeting')).toBe(null);
  });

  test('a person who presses keys, or is rung for after a word', () => {
    const [hello] = people;
    const word = soundOf(people[6]!, { after: 500 });
    const keys = joined(tones([697, 1209], 200), silence(100), tones([941, 1477], 200), silence(3_000));
    expect(listen(joined(word, keys), 'at_once')).toBe(null);
    const ringing = joined(tones([425], 1_000), silence(4_000), tones([425], 1_000), silence(1_000));
    expect(listen(joined(word, ringing, soundOf(hello!)), 'at_once')).toBe(null);
  });

  test('a beep long after the words is nothing to go by, and one in a conversation neither', () => {
    const late = joined(soundOf(people[4]!, { after: 8_000 }), tones([1_400], 200), silence(2_000));
    expect(listen(late, 'at_once')).toBe(null);
    const turns = people.slice(0, 5).map((person) => soundOf(person, { after: 1_500 }));
    expect(listen(joined(...turns, tones([1_400], 200), silence(2_000)), 'at_once')).toBe(null);
  });

  test('somebody who was told to be a machine: the message waits for its beep', () => {
    const machine = machines[5] as Answer & { beep: NonNullable<Answer['beep']> };
    const found = listen(soundOf(machine), 'after_greeting', 3_000);
    expect(found!.evidence).toBe('told');
    expect(found!.atMs - beepEndMs(machine)).toBeLessThanOrEqual(200);
  });

  test('and where none comes, for two seconds of silence', () => {
    const { voice, words } = machines[1]!;
    const quiet = soundOf({ voice, words }, { after: 5_000 });
    const found = listen(quiet, 'after_greeting', 2_000);
    expect(found!.evidence).toBe('told');
    const quietMs = (quiet.length / 8_000) * 1000 - 5_000;
    expect(found!.atMs - quietMs).toBeGreaterThan(1_500);
    expect(found!.atMs - quietMs).toBeLessThan(2_500);
  });

  test('speech that goes on for half a minute is no answer of a person', () => {
    const talk = machines
      .slice(0, 12)
      .map((machine) => soundOf({ ...machine, beep: undefined! }, { before: 0, after: 300 }));
    const found = listen(joined(...talk), 'at_once');
    expect(found).toMatchObject({ evidence: 'monologue' });
    expect(found!.atMs).toBeGreaterThan(25_000);
  });
});

describe('sounds without words', () => {
  test('the tones before an announcement of the network', () => {
    const intercept = joined(silence(500), tones([950], 330), tones([1_400], 330), tones([1_780], 330), silence(1_000));
    expect(listen(intercept, 'at_once')?.evidence).toBe('intercept');
  });

  test.each([
    ['silence', silence(40_000)],
    ['a hum', tones([400, 800, 1_200, 1_600], 40_000)],
    [
      'a ringing tone without a word',
      joined(...Array.from({ length: 6 }, () => joined(tones([440, 480], 2_000), silence(4_000)))),
    ],
    ['a beep without a word', joined(silence(1_000), tones([1_000], 500), silence(3_000))],
    ['the tone of a fax', joined(silence(1_000), tones([1_100], 500), silence(3_000), tones([1_100], 500))],
  ])('%s', (_, sound) => expect(listen(sound, 'at_once')).toBe(null));

  test('frames of any size give the same answer, once', () => {
    const intercept = joined(silence(500), tones([950], 330), tones([1_400], 330), tones([1_780], 330), silence(1_000));
    const detector = voicemailDetector({ when: 'at_once' });
    const found: (VoicemailFound | null)[] = [];
    for (let at = 0; at < intercept.length; at += 37) found.push(detector.hear(intercept.subarray(at, at + 37)));
    expect(found.filter(Boolean)).toEqual([listen(intercept, 'at_once')]);
  });
});
