/** Last words that do not work as such. Source: design contract.md section 1, "lint"; ending.md section 4. */
import { defaultLimits, speakingMs } from '../engine/policy.ts';
import type { Agent } from './agent.ts';
import { textsAt } from './places.ts';
import { pathText } from './problems.ts';
import type { Warning } from './warning.ts';

/** Words after which the line goes down; `mode`: only where the object around them has it. */
const lastWords: readonly { at: string; mode?: string }[] = [
  { at: 'ending.farewell.message' },
  { at: 'ending.apology' },
  { at: 'ending.reasons.*.closing.message', mode: 'static' },
  { at: 'ending.voicemail.message' },
  { at: 'ending.pre_call.*.message' },
  { at: 'flow.nodes.*.data.message.text', mode: 'fixed' },
];

/** Farewells that ask, that are empty, or that take longer than there is time. */
export function lintFarewells(agent: Agent): Warning[] {
  return [...asking(agent), ...empty(agent.ending), ...tooLong(agent.ending)];
}

function asking(agent: Agent): Warning[] {
  return lastWords.flatMap(({ at, mode }) =>
    textsAt(agent, at)
      .filter((place) => (mode === undefined || place.around.mode === mode) && /[?？؟]/u.test(place.text))
      .map((place) => ({
        path: pathText(place.path),
        code: 'farewell_asks' as const,
        message: 'asks a question, and nobody will be there for the answer',
        hint: 'End with a statement.',
      })),
  );
}

function empty({ farewell }: Agent['ending']): Warning[] {
  if (farewell.mode !== 'static' || farewell.message.trim() !== '') return [];
  return [
    {
      path: 'ending.farewell.message',
      code: 'farewell_empty',
      message: 'is empty: the line goes down without a goodbye',
      hint: 'Give the words, or set the mode to generated.',
    },
  ];
}

/** The time is that after the last wrap-up step, else the whole call. */
function tooLong({ enabled, farewell, max_duration }: Agent['ending']): Warning[] {
  const { seconds, wrap_up } = max_duration;
  if (!enabled || seconds === null) return [];
  const left = Math.min(seconds, ...wrap_up.map((step) => step.before_end_seconds));
  const needed = Math.ceil((speakingMs(farewell.message) + defaultLimits.hangUpLeadMs) / 1000);
  if (needed <= left) return [];
  return [
    {
      path: 'ending.farewell.message',
      code: 'farewell_longer_than_cap',
      message: `takes about ${needed} s to speak, and only ${left} s are left before the cap`,
      hint: 'Shorten it, or wrap up earlier.',
    },
  ];
}
