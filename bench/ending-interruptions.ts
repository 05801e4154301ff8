/** Scenarios of `bench ending`: callers who speak, cough or hang up while the agent speaks. */
import { endCall } from '../server/testing/agents.ts';
import {
  downWithin,
  firstOf,
  heardOnly,
  heardWhole,
  hungUpAfterLastWord,
  hungUpOnce,
  oneGoodbye,
  oneGoodbyeAtMost,
  recordIsTrue,
} from './ending-faults.ts';
import { endsSilently, farewell, saysBye } from './ending-goodbyes.ts';
import { greeting, type Scenario } from './ending-scenario.ts';

const wishes: Scenario['script'] = [{ when: ['one more thing'], say: 'Of course, what is it?' }, ...endsSilently()];
const story =
  'We are a small dental practice in the middle of town, and we have looked after our patients for more than thirty years now, day after day.';
const storyteller: Scenario['script'] = [
  { when: ['what time'], say: 'It is noon.' },
  { when: ['about you'], say: story },
  ...endsSilently(),
];
/** Until nobody can say any more that the agent did not notice. */
const noticedMsMax = 1_000;

export const interruptions: readonly Scenario[] = [
  {
    name: 'a new wish over the farewell',
    demand: 'The call goes on, the wish is answered, and the second ending is whole.',
    script: wishes,
    async caller(caller) {
      await saysBye(caller);
      await caller.hearsBeginOf('calling.');
      await caller.says('wait, one more thing');
      await caller.hears('what is it?');
      await caller.waits(300);
      await caller.says('oh, never mind, bye');
    },
    fault: secondEndingIsWhole,
  },
  {
    name: 'a new wish right after the farewell',
    demand: 'Who speaks up within a tenth of a second after the last word is answered; the second ending is whole.',
    script: wishes,
    async caller(caller) {
      await saysBye(caller);
      await caller.hears('Goodbye!');
      await caller.waits(100);
      await caller.says('wait, one more thing');
      await caller.hears('what is it?');
      await caller.waits(300);
      await caller.says('oh, never mind, bye');
    },
    fault: secondEndingIsWhole,
  },
  {
    name: 'bye over the farewell',
    demand:
      'The caller takes leave as well: the farewell does not begin again, and the line goes down once they are done.',
    script: endsSilently(),
    async caller(caller) {
      await saysBye(caller);
      await caller.hearsBeginOf('calling.');
      await caller.says('okay, bye bye');
    },
    fault: (call) => {
      const begun = call.words.filter(({ text }) => text === 'Thank').length;
      const again = begun === 1 ? null : `the farewell began ${begun} times`;
      return firstOf(again, hungUpOnce(call), downWithin(call, 6_000, 1));
    },
  },
  {
    name: 'a cough over the farewell',
    demand: 'Noise of half a second without words: the farewell is heard to its end all the same, and once.',
    script: endsSilently(),
    async caller(caller) {
      await saysBye(caller);
      await caller.hearsBeginOf('calling.');
      await caller.makesNoise(600);
    },
    fault: (call) => firstOf(heardOnly(call, `${greeting} ${farewell}`), hungUpAfterLastWord(call)),
  },
  {
    name: 'a barge-in at the start of a reply',
    demand: 'Who speaks half a second into a long reply is heard: it stops within a second, and they are answered.',
    script: storyteller,
    async caller(caller) {
      await caller.hears(greeting);
      await caller.waits(300);
      await caller.says('tell me about you');
      await caller.hearsBeginOf('We');
      await caller.waits(500);
      await caller.says('sorry, what time is it?');
      await caller.hears('It is noon.');
      await caller.waits(300);
      await caller.says('thanks, bye');
    },
    fault: (call) => {
      const spokeMs = call.speeches[1]?.startMs ?? Infinity;
      const answeredMs = call.words.find(({ text }) => text === 'noon.')?.startMs ?? Infinity;
      const late = call.words.some(({ text, startMs, endMs }) => {
        return endMs > spokeMs + noticedMsMax && startMs < answeredMs && !['It', 'is'].includes(text);
      });
      return firstOf(
        late ? 'the reply did not stop' : null,
        heardWhole(call, 'It is noon.'),
        hungUpAfterLastWord(call),
      );
    },
  },
  {
    name: 'a cough over a reply',
    demand: 'Noise of half a second without words: the reply is heard to its end all the same, and once.',
    script: storyteller,
    async caller(caller) {
      await caller.hears(greeting);
      await caller.waits(300);
      await caller.says('tell me about you');
      await caller.hearsBeginOf('dental');
      await caller.makesNoise(600);
      await caller.hears('day after day.');
      await caller.waits(300);
      await caller.says('thanks, bye');
    },
    fault: (call) => firstOf(heardOnly(call, `${greeting} ${story} ${farewell}`), hungUpAfterLastWord(call)),
  },
  {
    name: 'an interrupted reply in the record',
    demand: 'The record holds the words that were heard, not those that were cut off; the line is hung up once.',
    script: storyteller,
    async caller(caller) {
      await caller.hears(greeting);
      await caller.waits(300);
      await caller.says('tell me about you');
      await caller.hearsBeginOf('middle');
      await caller.says('thank you, that is enough, bye');
    },
    fault: (call) => firstOf(recordIsTrue(call), oneGoodbye(call), hungUpAfterLastWord(call)),
  },
  {
    name: 'the caller hangs up in the farewell',
    demand: 'The record holds no more of the farewell than was heard.',
    script: endsSilently(),
    async caller(caller) {
      await saysBye(caller);
      await caller.hearsBeginOf('calling.');
      caller.hangsUp();
    },
    fault: (call) => {
      const { down } = call;
      return firstOf(down?.by === 'caller' ? null : 'the farewell was not heard', recordIsTrue(call));
    },
  },
  {
    name: 'bye, and bye again',
    demand: 'The caller says bye twice in a row: no goodbye is heard twice, and the line is hung up once.',
    script: [
      { when: 'farewell', say: farewell },
      { when: ['bye'], say: 'Thanks for your call, goodbye!', tools: [endCall()] },
    ],
    async caller(caller) {
      await saysBye(caller);
      await caller.waits(900);
      await caller.says('bye now');
    },
    fault: (call) => firstOf(oneGoodbyeAtMost(call), hungUpOnce(call)),
  },
];

function secondEndingIsWhole(call: Parameters<Scenario['fault']>[0]): string | null {
  const end = call.heard.endsWith(`Of course, what is it? ${farewell}`);
  return firstOf(
    heardWhole(call, 'Of course, what is it?'),
    end ? null : 'the second farewell was not heard whole',
    hungUpAfterLastWord(call),
  );
}
