import { describe, expect, it } from 'vitest';
import { speakingMs } from '../engine/policy.ts';
import { type Ledger, newLedger, speechMs } from './relay-ledger.ts';

function ledgerOf(...pieces: string[]): Ledger {
  const ledger = newLedger();
  for (const piece of pieces) ledger.add(piece);
  return ledger;
}

describe('played pieces', () => {
  it('make up the whole, however the text was cut when it was sent', () => {
    const ledger = ledgerOf('Thank ', 'you for cal', 'ling. ', 'Good', 'bye!');
    expect(ledger.text).toBe('Thank you for calling. Goodbye!');
    expect(ledger.played('thank you for calling.')).toBe(true);
    expect([ledger.complete, ledger.heardText]).toEqual([false, 'Thank you for calling.']);
    expect(ledger.played(' Goodbye!')).toBe(true);
    expect([ledger.complete, ledger.share, ledger.heardText]).toEqual([true, 1, ledger.text]);
  });

  it('may leave out what is not spoken', () => {
    const ledger = ledgerOf('Hello <break time="1s"/> *dear Ann*, goodbye.');
    expect(['Hello', 'dear Ann, goodbye.'].map((piece) => ledger.played(piece))).toEqual([true, true]);
    expect(ledger.complete).toBe(true);
  });

  it('of the words before are not taken for these', () => {
    const ledger = ledgerOf('Of course. What else can I do for you?');
    expect(ledger.played('the quick brown fox')).toBe(false);
    expect(ledger.played('for you')).toBe(false);
    expect(ledger.played('!?')).toBe(false);
    expect(ledger.heardText).toBe('');
  });

  it('are found in every script', () => {
    const ledger = ledgerOf('Добрый день! 再见。', ' İyi günler, Straße 5.');
    for (const piece of ['добрый день', '再见', 'İyi günler,', ' straße 5.']) expect(ledger.played(piece)).toBe(true);
    expect(ledger.complete).toBe(true);
    expect(ledger.heardText).toBe(ledger.text);
  });

  it('more text makes it incomplete again', () => {
    const ledger = ledgerOf('One two.');
    ledger.played('One two.');
    ledger.add(' Six ten.');
    expect(ledger.complete).toBe(false);
    expect(ledger.share).toBe(0.5);
  });
});

describe('an interruption', () => {
  const text = 'One of twelve: the fox. Two of twelve: the dog. Three of twelve: the end.';

  it('behind a piece whose playback was reported just before counts once', () => {
    const ledger = ledgerOf(text);
    for (const piece of ['One of twelve:', ' the fox.', 'Two of']) ledger.played(piece);
    expect(ledger.stoppedBehind('Two of')).toBe(true);
    expect(ledger.heardText).toBe('One of twelve: the fox. Two of');
  });

  it('behind a piece is found from the last report on', () => {
    const ledger = ledgerOf(text);
    ledger.played('One of twelve: the fox.');
    expect(ledger.stoppedBehind('Two of twelve')).toBe(true);
    expect(ledger.heardText).toBe('One of twelve: the fox. Two of twelve:');
  });

  it('that names everything said until then is found too', () => {
    const ledger = ledgerOf(text);
    expect(ledger.stoppedBehind('one of twelve: the fox, two')).toBe(true);
    expect(ledger.heardText).toBe('One of twelve: the fox. Two');
    ledger.played(' of twelve: the dog.');
    expect(ledger.stoppedBehind('One of twelve: the fox.')).toBe(true);
    expect(ledger.heardText).toBe('One of twelve: the fox. Two of twelve: the dog.');
  });

  it('behind words that were never sent tells nothing', () => {
    const ledger = ledgerOf(text);
    expect([ledger.stoppedBehind('something else'), ledger.stoppedBehind(' '), ledger.share]).toEqual([
      false,
      false,
      0,
    ]);
  });
});

describe('time', () => {
  it('reaches whole words only, and never takes back what was reported', () => {
    const ledger = ledgerOf('Thank you for calling us today.');
    ledger.reach(0.5);
    expect(ledger.heardText).toBe('Thank you for');
    ledger.reach(0.1);
    expect(ledger.heardText).toBe('Thank you for');
    ledger.reach(7);
    expect(ledger.complete).toBe(true);
  });

  it('an empty ledger has nothing to reach', () => {
    const ledger = newLedger();
    ledger.reach(1);
    expect([ledger.share, ledger.complete, ledger.heardText]).toEqual([0, false, '']);
  });

  it('digits and syllables take longer to say than letters', () => {
    expect(speechMs('Have a nice day')).toBe(speakingMs('Have a nice day'));
    expect(speechMs('Call 5550100')).toBe(speakingMs('Call 5550100') + 7 * 150);
    expect(speechMs('感谢您的来电再见')).toBeGreaterThan(1_500);
  });
});

it('what is said again begins at its beginning', () => {
  const ledger = ledgerOf('Goodbye now');
  ledger.played('Goodbye');
  ledger.restart();
  expect(ledger.share).toBe(0);
  ledger.played('Goodbye now');
  expect(ledger.complete).toBe(true);
});
