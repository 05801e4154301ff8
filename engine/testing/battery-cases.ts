/** Scripts of the battery with their orders, from the specification; the test files hold many more. */
import type { Event } from '../events.ts';
import * as e from './events.ts';
import { policyWith, type Script, type Setting } from './play.ts';

export type Case = { name: string; setting: Setting; script: Script; orders: string[] };

const bye = e.says(1000, 'bye', 'closing');
const id = 'farewell-1';
const message = 'speak farewell-1: Thank you for calling. Goodbye!';
const ending: Event[] = [bye, e.propose(2000, { ownWords: e.fixed('Goodbye.') })];
const speaking: Event[] = [...ending, ...e.playing(2500, id, 2500)];
const asked = ['1000 answer_caller', '2000 speak farewell-1: Goodbye.'];
const quiet: Setting = { silence: { timeoutMs: null, noWordsMs: null } };
const ten: Setting = { silence: { timeoutMs: 10_000, noWordsMs: null } };
const backup = ['cancel_reply', 'clear_playback', 'speak farewell-1-backup: Goodbye.'];

export const cases: readonly Case[] = [
  {
    name: 'a target that answers after the deadline has the caller',
    setting: quiet,
    script: [e.transfers(1000), { until: 61_000 }, e.transferred(62_000, true)],
    orders: [
      '1000 transfer_leg +15550100',
      '61000 report_transfer_failed no answer in time',
      '62000 record_end transferred',
    ],
  },
  {
    name: 'the hang-up waits until the farewell was heard, and listens',
    setting: {},
    script: [...speaking, e.heard(5000, id), { until: 5500 }],
    orders: [...asked, '5500 hang_up 1'],
  },
  {
    name: 'half a farewell is not a farewell',
    setting: {},
    script: [...speaking, e.heard(5000, id, 0.6), { until: 6499 }],
    orders: asked,
  },
  {
    name: 'a lost mark is overdue 1.5 s after the end of the audio',
    setting: {},
    script: [...speaking, { until: 6500 }],
    orders: [...asked, '6500 hang_up 1'],
  },
  {
    name: 'a voice without a sound is backed up once',
    setting: {},
    script: [...ending, e.soundless(2600, id), e.soundless(2700, `${id}-backup`)],
    orders: [...asked, ...backup.map((order) => `2600 ${order}`), '2700 hang_up 1'],
  },
  {
    name: 'a written farewell that does not begin is replaced',
    setting: {},
    script: [bye, e.propose(2000), { until: 4500 }],
    orders: [
      '1000 answer_caller',
      '2000 write farewell-1',
      '4500 cancel_reply',
      '4500 speak farewell-1-fixed: Thank you for calling. Goodbye!',
    ],
  },
  {
    name: 'sustained speech pauses, and what it means decides',
    setting: {},
    script: [...speaking, e.speaks(3000), e.says(4000, 'thanks, you too', 'closing')],
    orders: [...asked, '3300 clear_playback', '4000 hang_up 1'],
  },
  {
    name: 'a pause without words ends 2 s after the speech; further noise stops nothing',
    setting: {},
    script: [
      ...speaking,
      e.speaks(3000),
      e.stops(4000),
      { until: 6000 },
      ...e.playing(6100, `${id}-rest`, 2000),
      e.speaks(6500),
      e.stops(7000),
      e.heard(8100, `${id}-rest`),
      { until: 8600 },
    ],
    orders: [...asked, '3300 clear_playback', '6000 resume farewell-1 as farewell-1-rest: Goodbye.', '8600 hang_up 1'],
  },
  {
    name: 'a goodbye that was taken back is not said again',
    setting: {},
    script: [
      ...speaking,
      e.says(3000, 'wait', 'request'),
      e.says(8000, 'bye', 'closing'),
      e.propose(9000, { ownWords: e.fixed('Goodbye.') }),
    ],
    orders: [
      ...asked,
      '3000 cancel_reply',
      '3000 clear_playback',
      '3000 call_off_end',
      '3000 answer_caller',
      '8000 answer_caller',
      '9000 speak farewell-2: Thank you for calling. Goodbye!',
    ],
  },
  {
    name: 'two vetoes in a row are the most',
    setting: quiet,
    script: [e.propose(2000), e.propose(3000), e.propose(4000)],
    orders: ['2000 refuse_end caller_not_heard', '3000 refuse_end caller_not_heard', '4000 write farewell-1'],
  },
  {
    name: 'an end tool waits for the others of its turn, but not for ever',
    setting: quiet,
    script: [bye, e.propose(2000, { outside: e.facts({ tools: 'of_turn' }) }), { until: 17_000 }],
    orders: ['1000 answer_caller', '17000 refuse_end tool_running'],
  },
  {
    name: 'a question that the closing does not answer is open',
    setting: {},
    script: [e.says(1000, 'how much?', 'question'), e.propose(2000, { turn: e.goodbye('u1') })],
    orders: ['1000 answer_caller', '2000 refuse_end open_question'],
  },
  {
    name: 'silence: a tool stops the clock',
    setting: ten,
    script: [e.works(4000, 'w1'), e.worked(9000, 'w1'), { until: 15_000 }],
    orders: [`15000 ${message}`],
  },
  {
    name: 'silence: noise stops it for ten seconds',
    setting: ten,
    script: [e.speaks(4000), { until: 20_000 }],
    orders: [`20000 ${message}`],
  },
  {
    name: 'silence: begins when the agent was heard',
    setting: ten,
    script: [...e.plays(0, 'u1', 7000), { until: 17_000 }],
    orders: [`17000 ${message}`],
  },
  {
    name: 'silence: a check-in does not begin it again',
    setting: { silence: { timeoutMs: 10_000, noWordsMs: null, checkIns: [{ afterMs: 4000, message: 'Hello?' }] } },
    script: [...e.plays(4100, 'check-in-1', 5000), { until: 11_000 }],
    orders: ['4000 speak check-in-1: Hello?', `11000 ${message}`],
  },
  {
    name: 'silence: a flow that awaits a reply has a limit of its own, and then a new silence begins',
    setting: ten,
    script: [e.awaits(0, 15_000), e.says(14_000, 'hm'), { until: 39_000 }],
    orders: ['14000 answer_caller', '29000 report_no_input', `39000 ${message}`],
  },
  {
    name: 'sounds without one word end the call',
    setting: { silence: { timeoutMs: 10_000, noWordsMs: 12_000 } },
    script: [e.speaks(1000), e.says(8000, ' '), e.stops(8100), e.speaks(8200), { until: 12_000 }],
    orders: [`12000 ${message}`],
  },
  {
    name: 'the cap shortens a closing',
    setting: { maxDuration: { capMs: 6000 }, guard: { enabled: false } },
    script: [e.propose(2000, { ownWords: e.fixed('Goodbye.') }), ...e.playing(2500, id, 9000), { until: 5500 }],
    orders: ['2000 speak farewell-1: Goodbye.', '5500 clear_playback', '5500 hang_up 1'],
  },
  {
    name: 'nobody takes the cap back',
    setting: { ...quiet, maxDuration: { capMs: 6000 } },
    script: [bye, { until: 3000 }, e.says(3100, 'wait', 'request'), { until: 5500 }],
    orders: ['1000 answer_caller', `3000 ${message}`, '5500 hang_up 1'],
  },
  {
    name: 'nobody takes a final reason back',
    setting: {},
    script: [
      bye,
      e.propose(2000, { final: true, ownWords: e.fixed('Goodbye.') }),
      ...e.playing(2500, id, 2500),
      e.says(3000, 'wait', 'request'),
      e.heard(5000, id),
      { until: 5000 },
    ],
    orders: [...asked, '5000 hang_up 1'],
  },
  {
    name: 'a voice is not down while the words before its own play',
    setting: {},
    script: [
      bye,
      ...e.playing(1500, 'u1', 9000),
      e.propose(2000, { turn: e.talk('u1') }),
      e.hands(3000, id),
      { until: 10_000 },
    ],
    orders: ['1000 answer_caller', '2000 write farewell-1'],
  },
  {
    name: 'a voice is not down when its audio was announced',
    setting: {},
    script: [...ending, e.queued(2500, id, 9000), { until: 9000 }],
    orders: asked,
  },
  {
    name: 'a reply that becomes the farewell before its first words is waited for',
    setting: {},
    script: [bye, e.propose(2000, { trigger: 'tag', turn: e.goodbye('u1') }), { until: 3000 }],
    orders: ['1000 answer_caller'],
  },
  {
    name: 'a voice that fails on words that the caller cut off fails nobody',
    setting: quiet,
    script: [bye, e.hands(1500, 'u1'), e.cleared(2000, 'u1'), e.voiceFails(2100, 'u1')],
    orders: ['1000 answer_caller'],
  },
  {
    name: 'a goodbye of before a rescue is none',
    setting: { ...quiet, mutualGoodbye: true },
    script: [
      e.says(1000, 'thanks'),
      ...e.plays(1500, 'u1', 2500),
      e.agentSaid(2500, 'u1', { closing: true }),
      e.says(2600, 'bye', 'closing'),
      e.says(2700, 'oh wait', 'request'),
      e.says(3000, 'no, nothing, bye', 'closing'),
    ],
    orders: [
      '1000 answer_caller',
      '2700 cancel_reply',
      '2700 call_off_end',
      '2700 answer_caller',
      '3000 answer_caller',
    ],
  },
  {
    name: 'no silence while a transfer owns the call',
    setting: ten,
    script: [e.transfers(1000), { until: 60_999 }],
    orders: ['1000 transfer_leg +15550100'],
  },
  {
    name: 'the hang-up is repeated, and given up after 32 s',
    setting: { ...quiet, limits: { ...policyWith({}).limits, hangUpRetryMs: [10_000] } },
    script: [bye, e.propose(2000, { skipGoodbye: true }), e.hungUp(2100, 'accepted'), { until: 34_000 }],
    orders: [
      '1000 answer_caller',
      '2000 hang_up 1',
      '12000 hang_up 2',
      '22000 hang_up 3',
      '32000 hang_up 4',
      '34000 record_end agent_ended',
      '34000 watch_leg accepted',
    ],
  },
  {
    name: 'a phrase that was cut off ends nothing',
    setting: quiet,
    script: [
      bye,
      e.hands(2000, 'u1'),
      e.agentSaid(2000, 'u1', { phrase: 'bye' }),
      e.heard(4000, 'u1', 0.5),
      { until: 9000 },
    ],
    orders: ['1000 answer_caller'],
  },
];
