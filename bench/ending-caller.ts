/** What a scenario's caller does, led by what the caller hears. */
import type { Clock } from '../providers/clock.ts';
import type { Phone } from './ending-phone.ts';

export type Caller = {
  /** Until these words were heard to their end, in a row and after those heard before. */
  hears(words: string): Promise<void>;
  /** Until this word has begun, after those heard before. */
  hearsBeginOf(word: string): Promise<void>;
  waits(ms: number): Promise<void>;
  /** Until it is said. */
  says(text: string): Promise<void>;
  /** Sound like speech that holds no words. */
  makesNoise(ms: number): Promise<void>;
  hangsUp(): void;
};

/** The line went down before the caller was done: nothing to be surprised about. */
export class LineIsDown extends Error {}

/** Every wait ends with `LineIsDown` when the line goes down; the owner of the phone sees to it that it does. */
export function callerAt(phone: Phone, clock: Clock): Caller {
  /** Words up to here have been waited for. */
  let cursor = 0;

  function until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      phone.watch(() => {
        const so = isSo();
        if (so) resolve();
        else if (phone.down) reject(new LineIsDown());
        return so || phone.down !== null;
      });
    });
  }

  function isHeard(wanted: readonly string[]): boolean {
    const words = phone.words();
    const whole = (at: number): boolean => words[at]?.text === wanted[at - start] && words[at]!.share > 0.99;
    let start = cursor;
    for (; start + wanted.length <= words.length; start++) {
      if (!wanted.every((_, index) => whole(start + index))) continue;
      cursor = start + wanted.length;
      return true;
    }
    return false;
  }

  function isBegun(word: string): boolean {
    const at = phone.words().findIndex(({ text }, index) => index >= cursor && text === word);
    if (at >= 0) cursor = at;
    return at >= 0;
  }

  async function waits(ms: number): Promise<void> {
    const endsAt = clock.now() + ms;
    await until(() => clock.now() >= endsAt);
  }

  return {
    hears: (words) => until(() => isHeard(words.split(' '))),
    hearsBeginOf: (word) => until(() => isBegun(word)),
    waits,
    says: (text) => waits(phone.say(text)),
    makesNoise: (ms) => waits(phone.say('', ms)),
    hangsUp: () => phone.hangUp('caller'),
  };
}
