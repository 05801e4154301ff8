/** Calls as they happen, as logs of events: what the engine's benchmark steps through. */
import { type Call, newCall } from '../engine/call.ts';
import type { Event } from '../engine/events.ts';
import { defaultPolicy, type Policy } from '../engine/policy.ts';
import { step } from '../engine/step.ts';
import * as e from '../engine/testing/events.ts';

/** One exchange: the caller speaks for 2 s, the model thinks for 0.8 s, the agent speaks for 5 s. 12 events. */
function exchange(at: number, number: number): Event[] {
  const reply = `u${number}`;
  return [
    e.speaks(at),
    e.stops(at + 2000),
    e.says(at + 2200, 'and what about Friday?', 'question'),
    e.works(at + 2200, `m${number}`, 'model'),
    e.hands(at + 3000, reply),
    e.sounds(at + 3150, reply),
    e.agentSaid(at + 3600, reply),
    e.worked(at + 3600, `m${number}`),
    e.queued(at + 3700, reply, 4300),
    e.heard(at + 8000, reply),
  ];
}

/** When each exchange of a conversation begins. */
const exchangeMs = 9000;

function conversation(exchanges: number): Event[] {
  return [
    e.answered(0),
    ...e.plays(200, 'greeting', 3200),
    ...Array.from({ length: exchanges }, (_, i) => exchange(4000 + i * exchangeMs, i + 1)).flat(),
  ];
}

type Ending = (at: number) => Event[];

const byTool: Ending = (at) => [
  e.says(at, "no, that's all, thank you", 'closing'),
  e.works(at, 'last', 'model'),
  e.propose(at + 900, { turn: e.talk('last') }),
  e.worked(at + 900, 'last'),
  ...e.plays(at + 1700, 'farewell-1', at + 4000),
  e.hungUp(at + 4800),
];

const byTag: Ending = (at) => [
  e.says(at, 'bye', 'closing'),
  ...e.playing(at + 900, 'last', 3000),
  e.propose(at + 1200, { trigger: 'tag', turn: e.goodbye('last') }),
  e.heard(at + 3900, 'last'),
  e.hungUp(at + 4700),
];

const rescuedOnce: Ending = (at) => [
  e.says(at, 'okay', 'closing'),
  e.propose(at + 900),
  ...e.playing(at + 1500, 'farewell-1', 3000),
  e.speaks(at + 2000),
  e.says(at + 3500, 'oh, one more thing', 'request'),
  e.stops(at + 3600),
  ...exchange(at + 4000, 99),
  ...byTag(at + 14_000),
];

const bySilence: Ending = (at) => [...e.plays(at + 30_500, 'farewell-1', at + 33_000), e.hungUp(at + 34_000)];

const byCaller: Ending = (at) => [e.legDown(at)];

/** The log of a call: the script, with the deadlines that fall into it reached at their times. */
function logOf(script: readonly Event[], policy: Policy): Event[] {
  const log: Event[] = [];
  let call: Call = newCall('inbound', policy);
  const happen = (event: Event): void => {
    [call] = step(call, event, policy);
    log.push(event);
  };
  for (const event of script) {
    while (call.phase.deadline !== null && call.phase.deadline < event.at) {
      happen({ type: 'deadline.reached', at: call.phase.deadline });
    }
    happen(event);
  }
  return log;
}

/** Two minutes of talk each, ended in the usual ways. */
export function callLogs(): Event[][] {
  const exchanges = 12;
  const at = 4000 + exchanges * exchangeMs;
  const endings = [byTool, byTag, byTool, rescuedOnce, bySilence, byCaller];
  return endings.map((ending) => logOf([...conversation(exchanges), ...ending(at)], defaultPolicy));
}
