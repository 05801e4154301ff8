/** Clocks that run against each other. Source: design contract.md section 1, "lint"; ending.md sections 6 and 7. */
import { speakingMs } from '../engine/policy.ts';
import type { Agent } from './agent.ts';
import type { Warning } from './warning.ts';

type Ending = Agent['ending'];

/** Silence limits that leave no time for an answer, and wrap-up steps outside the call. */
export function lintClocks(ending: Ending): Warning[] {
  if (!ending.enabled) return [];
  return [
    ...silenceBeforeAnswer(ending.silence),
    ...noWordsBeforeSilence(ending.silence),
    ...wrapUps(ending.max_duration),
  ];
}

/** Speaking a check-in does not reset the clock: after the last one there must be time to hear it and to answer. */
function silenceBeforeAnswer({ timeout_seconds, check_ins }: Ending['silence']): Warning[] {
  const last = check_ins.at(-1);
  if (timeout_seconds === null || !last) return [];
  const spoken = check_ins.reduce((sum, check) => sum + speakingMs(check.message), 0) / 1000;
  const lastSpoken = speakingMs(last.message) / 1000;
  if (timeout_seconds > spoken && timeout_seconds - last.after_seconds > lastSpoken) return [];
  return [
    {
      path: 'ending.silence.timeout_seconds',
      code: 'silence_before_answer',
      message: `${timeout_seconds} s of silence end the call before the check-in at ${last.after_seconds} s can be answered`,
      hint: `Give more than ${Math.ceil(Math.max(spoken, last.after_seconds + lastSpoken))} s, or fewer and earlier check-ins.`,
    },
  ];
}

function noWordsBeforeSilence({ timeout_seconds, no_words_seconds }: Ending['silence']): Warning[] {
  if (timeout_seconds === null || no_words_seconds === null || no_words_seconds >= timeout_seconds) return [];
  return [
    {
      path: 'ending.silence.no_words_seconds',
      code: 'no_words_before_silence',
      message: `${no_words_seconds} s without words end the call before the ${timeout_seconds} s of silence can`,
      hint: 'Give at least as many seconds as timeout_seconds.',
    },
  ];
}

function wrapUps({ seconds, wrap_up }: Ending['max_duration']): Warning[] {
  return wrap_up.flatMap((step, index) => {
    if (seconds !== null && step.before_end_seconds < seconds) return [];
    return {
      path: `ending.max_duration.wrap_up[${index}].before_end_seconds`,
      code: 'wrap_up_not_before_cap' as const,
      message:
        seconds === null
          ? 'is never reached: the call has no cap'
          : `${step.before_end_seconds} s before the end is not within the ${seconds} s of the call`,
      hint: seconds === null ? 'Give max_duration.seconds, or leave the step out.' : `Give less than ${seconds} s.`,
    };
  });
}
