/** What an offline model says and does: an honest scripted brain for samples and tests. Source: design contract.md section 1. */
import * as z from 'zod';
import { flag, list, name, oneOf, strict, text, whole } from './fields.ts';
import { foldedWords } from './fold.ts';

/** What a rule can wait for beside phrases. */
const scriptMoments = ['greeting', 'farewell', 'anything'] as const;

/** `stall`: begins and never finishes. `silent`: never a first word. `down`: an error. */
const scriptFaults = ['stall', 'silent', 'down'] as const;

const phrase = text(200, 1).refine((value) => foldedWords(value).length > 0, { error: 'Give words to listen for.' });

const phrases = list(phrase, 20).min(1);
const afterTool = strict({ after_tool: name });
const afterNote = strict({
  after_note: z.union([z.literal(true), phrases], { error: 'Give true, or a list of phrases of the note.' }),
});

const when = z.union([oneOf(scriptMoments), phrases, afterTool, afterNote], {
  error:
    `Give one of: ${scriptMoments.join(', ')}; a list of 1 to 20 phrases, one of which the caller says; ` +
    '{ after_tool: "name" } for its result; or { after_note: true } for a note such as a refused end.',
});

const toolCall = strict({ name, arguments: z.record(z.string(), z.json()).default({}) });

/**
 * One rule of a script; the first that matches wins. Phrases match when one stands in the caller's words, folded; `after_tool` and `after_note` when a tool's result or a note has come in since the agent's last words. `say`
 * may hold tags, and `{{heard}}` for the caller's last words. Word times are milliseconds.
 */
const scriptRule = strict({
  when,
  once: flag.default(false),
  say: text(2_000).default(''),
  tools: list(toolCall, 10).default([]),
  first_word_ms: whole(0, 60_000).default(300),
  word_ms: whole(0, 5_000).default(30),
  fault: oneOf(scriptFaults).optional(),
}).superRefine((rule, ctx) => {
  if (rule.say.trim() !== '' || rule.tools.length > 0 || rule.fault !== undefined) return;
  ctx.addIssue({
    code: 'custom',
    path: [],
    params: { problem: 'says nothing and does nothing' },
    message: 'Give it say, tools or fault.',
  });
});

export const script = list(scriptRule, 200);

export type ScriptRule = z.output<typeof scriptRule>;

/** What an offline model without a script does: it greets, says back what it heard, and never ends a call by itself. */
export const echoScript: readonly ScriptRule[] = z.array(scriptRule).parse([
  { when: 'greeting', say: 'Hello, this is a test agent. Please say something.' },
  { when: 'farewell', say: 'Thank you for calling. Goodbye!' },
  { when: 'anything', say: 'I heard: {{heard}}. Please go on.' },
]);
