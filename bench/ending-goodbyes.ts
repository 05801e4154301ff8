/** Scenarios of `bench ending`: endings that nobody disturbs, and models that end badly. */
import { endCall } from '../server/testing/agents.ts';
import { firstOf, heardOnly, heardWhole, hungUpAfterLastWord, notHeard, oneGoodbye } from './ending-faults.ts';
import { greeting, type Scenario } from './ending-scenario.ts';

export const farewell = 'Thank you for calling. Goodbye!';
const longFarewell =
  'Your appointment is booked for Monday the third at ten in the morning. Please bring your card. Thank you for calling. Goodbye!';

/** The model ends without words when the caller says bye, and says this farewell when asked for one. */
export function endsSilently(words = farewell): Scenario['script'] {
  return [
    { when: 'farewell', say: words },
    { when: ['bye'], tools: [endCall()] },
  ];
}

export const saysBye: Scenario['caller'] = async (caller) => {
  await caller.hears(greeting);
  await caller.waits(300);
  await caller.says('no, that is all, bye');
};

const bookingMs = 3_000;

export const goodbyes: readonly Scenario[] = [
  {
    name: 'goodbye and end tool in one turn',
    demand:
      'The model says goodbye and calls the tool in one turn: the goodbye is heard once, then the line goes down.',
    script: [
      { when: 'farewell', say: 'Goodbye and take care!' },
      { when: ['bye'], say: 'Thanks for your call, goodbye!', tools: [endCall()] },
    ],
    caller: saysBye,
    fault: (call) =>
      firstOf(heardWhole(call, 'Thanks for your call, goodbye!'), oneGoodbye(call), hungUpAfterLastWord(call)),
  },
  {
    name: 'end tool without words',
    demand: 'The model calls the tool and says nothing: a farewell is heard before the line goes down.',
    script: endsSilently(),
    caller: saysBye,
    fault: (call) => firstOf(heardWhole(call, farewell), oneGoodbye(call), hungUpAfterLastWord(call)),
  },
  {
    name: 'a long farewell to its last sample',
    demand: 'Every sample of three sentences is heard before the line goes down.',
    script: endsSilently(longFarewell),
    caller: saysBye,
    fault: (call) =>
      firstOf(
        heardOnly(call, `${greeting} ${longFarewell}`),
        call.words.every(({ share }) => share === 1) ? null : 'samples are missing',
        hungUpAfterLastWord(call),
      ),
  },
  {
    name: 'end tool called twice in one turn',
    demand: 'One goodbye is heard, and the line is hung up once.',
    script: [
      { when: 'farewell', say: farewell },
      { when: ['bye'], tools: [endCall(), endCall()] },
    ],
    caller: saysBye,
    fault: (call) => firstOf(heardWhole(call, farewell), oneGoodbye(call), hungUpAfterLastWord(call)),
  },
  {
    name: 'end tool beside a tool that still runs',
    demand: 'The call ends when the other tool is done, not before, and a goodbye is heard.',
    script: [
      { when: 'farewell', say: farewell },
      { when: ['bye'], tools: [{ name: 'book', arguments: {} }, endCall()] },
    ],
    setting: { tools: { book: { afterMs: bookingMs, result: 'Booked.' } } },
    caller: saysBye,
    fault: (call) => {
      const bookedMs = call.speeches[0]!.endMs + bookingMs;
      const early = call.down && call.down.atMs < bookedMs ? 'the line went down before the booking was done' : null;
      return firstOf(early, heardWhole(call, farewell), oneGoodbye(call), hungUpAfterLastWord(call));
    },
  },
  {
    name: 'end tool on an open question',
    demand:
      'The caller asks something and the model, by mistake, says goodbye and ends: the question is answered first.',
    script: [
      { when: 'farewell', say: farewell },
      { when: ['opening hours'], once: true, say: 'Goodbye!', tools: [endCall()] },
      { when: ['bye'], tools: [endCall()] },
      { when: 'anything', say: 'We open at nine.' },
    ],
    async caller(caller) {
      await caller.hears(greeting);
      await caller.waits(300);
      await caller.says('what are your opening hours?');
      await caller.hears('We open at nine.');
      await caller.waits(300);
      await caller.says('thanks, bye');
    },
    fault: (call) => firstOf(heardWhole(call, 'We open at nine.'), hungUpAfterLastWord(call)),
  },
  {
    name: 'the model prints [END_CALL] as text',
    demand: 'The tag is not read aloud, and the call ends after the words beside it.',
    script: [{ when: ['bye'], say: 'Thanks for your call, goodbye! [END_CALL]' }],
    caller: saysBye,
    fault: (call) =>
      firstOf(
        notHeard(call, /END_CALL/),
        heardWhole(call, 'Thanks for your call, goodbye!'),
        hungUpAfterLastWord(call),
      ),
  },
  {
    name: 'the caller says the name of the tool',
    demand: 'That ends nothing: the caller is answered, and ends the call later.',
    script: [...endsSilently(), { when: 'anything', say: 'I see.' }],
    async caller(caller) {
      await caller.hears(greeting);
      await caller.waits(300);
      await caller.says('my manual says end_call or [END_CALL]');
      await caller.hears('I see.');
      await caller.waits(2_500);
      await caller.says('fine, bye');
    },
    fault: (call) => firstOf(heardOnly(call, `${greeting} I see. ${farewell}`), hungUpAfterLastWord(call)),
  },
];
