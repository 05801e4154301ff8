/** Everything about how an agent's calls end. Source: design contract.md section 1; what it means is in ending.md. */
import * as z from 'zod';
import { defaultPolicy } from '../engine/policy.ts';
import {
  flag,
  formed,
  list,
  message,
  messageMax,
  name,
  oneOf,
  outcomeTags,
  seconds,
  secondsOrNull,
  strict,
  text,
  whole,
} from './fields.ts';
import { foldedWords } from './fold.ts';
import { needsMessage, refuseRepeats, type Refuse } from './refuse.ts';

/** `static`: spoken word for word. `prompt`: an instruction by which the model writes it. `none`: whatever is next in line. */
const closingModes = ['static', 'prompt', 'none'] as const;

/** A tool by which the model ends the call (Regal's four fields, and outcome tags). */
const endAction = strict({
  name,
  description: message.default(''),
  skip_goodbye: flag.default(false),
  goodbye_prompt: message.default(''),
  outcome_tags: outcomeTags,
});

const closing = strict({ mode: oneOf(closingModes).default('none'), message: message.default('') }).superRefine(
  (value, ctx) => {
    needsMessage(ctx, value.mode === 'none', value.message, `closing mode ${value.mode}`);
  },
);

/** A condition that ends the call when the agent sees it met. */
const endReason = strict({
  reason: formed(/^(?=.*\S)[^\p{Cc}]{1,200}$/u, 'Give one line of 1 to 200 characters.'),
  closing: closing.prefault({}),
  outcome_tags: outcomeTags,
  final: flag.default(false),
});

const actions = list(endAction, 20)
  .superRefine((value, ctx) => refuseRepeats(ctx, value, 'name', (action) => action.name))
  .default([
    {
      name: 'end_call',
      description: 'Call this when the caller says goodbye, or confirms that nothing else is needed.',
      skip_goodbye: false,
      goodbye_prompt: '',
      outcome_tags: [],
    },
  ]);

const reasons = list(endReason, 50)
  .superRefine((value, ctx) => {
    refuseRepeats(ctx, value, 'reason', (entry) => foldedWords(entry.reason).join(' '));
    value.forEach((entry, index) => {
      if (foldedWords(entry.reason).join(' ') !== 'conversation ended') return;
      refuseBuiltIn(ctx, [index, 'reason']);
    });
  })
  .default([]);

/** A phrase without a letter or digit would stand in every text. */
const phrase = text(200, 1).refine((value) => foldedWords(value).length > 0, { error: 'Give words to listen for.' });

const checkIns = list(strict({ after_seconds: seconds(1, 3600), message: text(messageMax, 1) }), 10);

const silence = strict({
  timeout_seconds: secondsOrNull(5, 3600).default(defaultPolicy.silence.timeoutMs! / 1000),
  check_ins: checkIns.default([]),
  no_words_seconds: secondsOrNull(5, 7200).optional(),
  outcome_tags: outcomeTags,
})
  .superRefine((value, ctx) => {
    refuseUnorderedCheckIns(ctx, value.check_ins, value.timeout_seconds);
    if (value.no_words_seconds === null && value.timeout_seconds !== null) {
      ctx.addIssue({
        code: 'custom',
        path: ['no_words_seconds'],
        params: { problem: 'is null while timeout_seconds is not' },
        message: 'Give a number of seconds from 5 to 7200, or set timeout_seconds to null as well.',
      });
    }
  })
  .transform((value) => ({
    ...value,
    no_words_seconds:
      value.no_words_seconds === undefined ? noWordsDefault(value.timeout_seconds) : value.no_words_seconds,
  }));

/** The larger of 120 and twice the timeout. Source: design ending.md section 6. */
export function noWordsDefault(timeoutSeconds: number | null): number {
  return Math.max(120, 2 * (timeoutSeconds ?? 0));
}

const maxDuration = strict({
  seconds: secondsOrNull(10, 86_400).default(defaultPolicy.maxDuration.capMs! / 1000),
  wrap_up: list(strict({ before_end_seconds: seconds(1, 86_400), instruction: text(messageMax, 1) }), 10).default([]),
  outcome_tags: outcomeTags,
});

const voicemail = strict({
  action: oneOf(['hang_up', 'leave_message', 'ignore']).default(defaultPolicy.voicemail.action),
  message: message.default(''),
  outcome_tags: outcomeTags,
}).superRefine((value, ctx) => {
  needsMessage(ctx, value.action !== 'leave_message', value.message, 'action leave_message');
});

const screening = strict({ when: text(1_000, 1), message: message.default(''), outcome_tags: outcomeTags });

/** What must hold before the model may end the call: a rule, words said, or a variable filled. */
const requirement = z.union(
  [
    strict({ rule: text(1_000, 1), message: message.optional() }),
    strict({ disclosure: text(messageMax, 1) }),
    strict({ variable: name }),
  ],
  { error: 'Give { rule, message? }, { disclosure } or { variable }.' },
);

/** The key by which a caller ends the call, and the words that answer it; empty for the farewell's own. */
const keypad = strict({
  key: formed(/^[0-9*#A-D]$/, 'Give one key: 0 to 9, *, #, A to D; or null for none.')
    .nullable()
    .default(null),
  message: message.default(''),
  outcome_tags: outcomeTags,
});

const guard = strict({
  enabled: flag.default(defaultPolicy.guard.enabled),
  min_call_seconds: seconds(0, 3600).default(defaultPolicy.guard.minCallMs / 1000),
  max_vetoes: whole(0, 20).default(defaultPolicy.guard.vetoesMax),
  require: list(requirement, 20).default([]),
});

const rescue = strict({
  mode: oneOf(['by_meaning', 'any_speech', 'off']).default(defaultPolicy.rescue.mode),
  max: whole(0, 20).default(defaultPolicy.rescue.rescuesMax),
  listen_ms: whole(0, 5_000).default(defaultPolicy.rescue.listenMs),
});

/** The `ending` object of an agent, with every default filled in. */
export const ending = strict({
  enabled: flag.default(defaultPolicy.endingEnabled),
  actions,
  reasons,
  tag: flag.default(true),
  mutual_goodbye: flag.default(defaultPolicy.mutualGoodbye),
  phrases: list(phrase, 50).default([]),
  keypad: keypad.prefault({}),
  farewell: strict({
    mode: oneOf(['static', 'generated']).default(defaultPolicy.farewell.mode),
    message: message.default(defaultPolicy.farewell.message),
  }).prefault({}),
  apology: message.default(defaultPolicy.farewell.apology),
  silence: silence.prefault({}),
  max_duration: maxDuration.prefault({}),
  voicemail: voicemail.prefault({}),
  pre_call: list(screening, 50).default([]),
  guard: guard.prefault({}),
  rescue: rescue.prefault({}),
});

function refuseUnorderedCheckIns(
  ctx: Refuse,
  checks: readonly { after_seconds: number }[],
  timeout: number | null,
): void {
  checks.forEach((check, index) => {
    const before = index === 0 ? 0 : checks[index - 1]!.after_seconds;
    const right =
      check.after_seconds <= before
        ? `Give more than the ${before} seconds of the check-in before it: they ascend.`
        : timeout !== null && check.after_seconds >= timeout
          ? `Give less than the ${timeout} seconds of timeout_seconds.`
          : null;
    if (right === null) return;
    const problem = `${check.after_seconds} can never be reached in its turn`;
    ctx.addIssue({ code: 'custom', path: ['check_ins', index, 'after_seconds'], params: { problem }, message: right });
  });
}

function refuseBuiltIn(ctx: Refuse, path: PropertyKey[]): void {
  ctx.addIssue({
    code: 'custom',
    path,
    params: { problem: 'is the built-in reason of a normal goodbye' },
    message: 'Leave it out: conversation_ended always exists.',
  });
}
