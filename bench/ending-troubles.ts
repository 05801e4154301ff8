/** Scenarios of `bench ending`: what the farewell needs is down, and callers who never say bye. */
import { endCall } from '../server/testing/agents.ts';
import {
  downBetween,
  downWithin,
  firstOf,
  heardWhole,
  hungUpOnce,
  notHeard,
  oneGoodbye,
  recordIsTrue,
} from './ending-faults.ts';
import { endsSilently, farewell, saysBye } from './ending-goodbyes.ts';
import { greeting, type Scenario } from './ending-scenario.ts';

const troubleMsMax = 10_000;
const capSeconds = 14;
const silenceSeconds = 5;
/** So much noise that nobody would call it a moment. */
const noiseBursts = 16;

export const troubles: readonly Scenario[] = [
  {
    name: 'the voice is down at the farewell',
    demand: 'Another voice says it, and the line is down within ten seconds of the caller’s last word.',
    script: endsSilently(),
    setting: { voiceFailsAt: 'calling' },
    caller: saysBye,
    fault: (call) =>
      firstOf(heardWhole(call, 'Goodbye!'), oneGoodbye(call), hungUpOnce(call), downWithin(call, troubleMsMax)),
  },
  {
    name: 'no voice works at the farewell',
    demand: 'The line is down within ten seconds, and the record does not say that a farewell was heard.',
    script: endsSilently(),
    setting: { voiceFailsAt: 'calling', noBackup: true },
    caller: saysBye,
    fault: (call) => firstOf(hungUpOnce(call), downWithin(call, troubleMsMax), recordIsTrue(call)),
  },
  {
    name: 'the model stalls at the farewell',
    demand: 'A farewell is heard all the same, and the line is down within ten seconds.',
    script: [
      { when: 'farewell', fault: 'silent' },
      { when: ['bye'], tools: [endCall()] },
    ],
    caller: saysBye,
    fault: (call) => firstOf(heardWhole(call, farewell), hungUpOnce(call), downWithin(call, troubleMsMax)),
  },
  {
    name: 'a silent caller',
    demand: `After ${silenceSeconds} seconds of silence the call ends, with words.`,
    script: endsSilently(),
    setting: { silenceSeconds },
    caller: (caller) => caller.hears(greeting),
    fault: (call) =>
      firstOf(
        heardWhole(call, 'Goodbye!'),
        hungUpOnce(call),
        downBetween(call, silenceSeconds * 1000, silenceSeconds * 1000 + troubleMsMax),
      ),
  },
  {
    name: 'noise that never ends',
    demand: 'A television in the background, and nobody who speaks: the line does not stay open for it.',
    script: endsSilently(),
    setting: { silenceSeconds, noWordsSeconds: 15 },
    async caller(caller) {
      await caller.hears(greeting);
      for (let burst = 0; burst < noiseBursts; burst++) {
        await caller.makesNoise(2_000);
        await caller.waits(800);
      }
    },
    fault: (call) => firstOf(hungUpOnce(call), downBetween(call, 0, 42_000)),
  },
  {
    name: 'the maximum duration in the farewell',
    demand: `The line is down ${capSeconds} seconds after it came up, whatever is being said.`,
    script: endsSilently(
      `Let me sum up what we have agreed on today, so that nothing is forgotten later on. ${farewell} Have a nice day.`,
    ),
    setting: { capSeconds },
    async caller(caller) {
      await caller.hears(greeting);
      await caller.waits(4_500);
      await caller.says('no, that is all, bye');
    },
    fault: (call) =>
      firstOf(
        notHeard(call, /Have a nice day\./),
        hungUpOnce(call),
        downBetween(call, capSeconds * 1000 - 1_500, capSeconds * 1000 + 1_000),
      ),
  },
];
