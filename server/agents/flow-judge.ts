/**
 * What a flow has to have judged: which answer words amount to, what they give for slots, whether a reason to end has come
 * true. By rules for English here, for scripted agents; by the model in flow-model-judge.ts. Source: design contract.md
 * section 2.
 */
import type { Agent } from '../../contract/agent.ts';
import { foldedWords } from '../../contract/fold.ts';
import type { FoundSlot, SlotResult } from '../../engine/flow/events.ts';
import type { Branch, Slot } from '../../engine/flow/plan.ts';
import { extractSlot, readConfirmation, readCorrection, type SlotContext } from '../../judge/slots/index.ts';
import { scriptedCalls } from '../../providers/models/offline.ts';

/** `failed`: why there is no verdict; the given one then stands in its place. May come at once. */
export type Done<Verdict> = (verdict: Verdict, failed: string | null) => void;
export type Cancel = () => void;

/** A slot with what its rules need to know. */
export type KnownSlot = { slot: Slot; context: SlotContext };
export type FilledValue = KnownSlot & { value: string };
type Question = Extract<Branch, { question: string }>;
export type Confirmation = { verdict: 'yes' | 'no' | 'unclear'; correction: SlotResult | null };

export type FlowJudge = {
  /** One of the labels, or null. */
  answer(words: string, answers: readonly string[], done: Done<string | null>): Cancel;
  /** The labels of those to be answered with yes. */
  questions(branches: readonly Question[], done: Done<readonly string[]>): Cancel;
  slots(words: string, asked: string | null, slots: readonly KnownSlot[], done: Done<readonly FoundSlot[]>): Cancel;
  confirmation(words: string, filled: FilledValue, done: Done<Confirmation>): Cancel;
  /** Which of the filled slots the words change ("no, Tuesday"), the newest first. */
  corrections(words: string, filled: readonly FilledValue[], done: Done<readonly FoundSlot[]>): Cancel;
  /** The end-call reason that has come true; `action`: the block whose result is new, null for new words. */
  reason(action: string | null, done: Done<string | null>): Cancel;
};

/** What was said, as the judges see it. */
export type Heard = {
  /** The caller's last words, and all that they have said. */
  callerWords(): string;
  callerTurns(): readonly string[];
  /** What the agent said last: the question that is being answered. */
  lastAgentText(): string;
};

const nothing: Cancel = () => {};

/**
 * A condition's question is answered by the script: a rule whose phrases the caller has said, and which calls
 * `answer_question` with the branch as `label`. A reason has come true when the script would end the call by it.
 */
export function ruleFlowJudge(agent: Agent, heard: Heard): FlowJudge {
  const script = agent.model.provider === 'offline' ? (agent.model.script ?? []) : [];
  const actions = new Set(agent.ending.actions.map(({ name }) => name));
  const reasons = agent.ending.reasons.map(({ reason }) => reason);
  const now = (done: () => void): Cancel => {
    done();
    return nothing;
  };
  return {
    answer: (words, answers, done) => now(() => done(answerByRule(words, answers), null)),
    questions: (branches, done) =>
      now(() => {
        const calls = heard.callerTurns().flatMap((words) => scriptedCalls(script, { words }));
        const yes = calls.filter(({ name }) => name === 'answer_question').map((call) => call.arguments?.['label']);
        done(
          branches.map(({ label }) => label).filter((label) => yes.includes(label)),
          null,
        );
      }),
    slots: (words, asked, slots, done) => now(() => done(slotsByRule(words, asked, slots), null)),
    confirmation: (words, filled, done) =>
      now(() => done(confirmationByRule(words, heard.lastAgentText(), filled), null)),
    corrections: (words, filled, done) => now(() => done(correctionsByRule(words, filled), null)),
    reason: (action, done) =>
      now(() => {
        const calls = scriptedCalls(script, action === null ? { words: heard.callerWords() } : { tool: action });
        const named = calls.filter(({ name }) => actions.has(name)).map((call) => folded(call.arguments?.['reason']));
        done(reasons.find((reason) => named.includes(folded(reason))) ?? null, null);
      }),
  };
}

function folded(text: unknown): string {
  return typeof text === 'string' ? foldedWords(text).join(' ') : '';
}

const yesWords: ReadonlySet<string> = new Set('yes yeah yep yup sure okay ok right correct'.split(' '));
const noWords: ReadonlySet<string> = new Set('no nope nah not'.split(' '));

/** Its own words first, then a plain yes or no for the one label that begins so. */
export function answerByRule(words: string, answers: readonly string[]): string | null {
  const same = answers.find((label) => folded(label) === folded(words));
  if (same !== undefined) return same;
  const [first = ''] = foldedWords(words);
  const beginning = (set: ReadonlySet<string>) => answers.filter((label) => set.has(foldedWords(label)[0] ?? ''));
  const [yes, no] = [beginning(yesWords), beginning(noWords)];
  const named = chosen(
    words,
    answers.filter((label) => !yes.includes(label) && !no.includes(label)),
  );
  if (named !== null) return named;
  const confirmation = readConfirmation(words);
  if (yes.length === 1 && (confirmation === 'yes' || (confirmation === 'unclear' && yesWords.has(first))))
    return yes[0]!;
  if (no.length === 1 && confirmation === 'no' && !yesWords.has(first)) return no[0]!;
  return confirmation === 'unclear' ? chosen(words, answers) : null;
}

function chosen(words: string, labels: readonly string[]): string | null {
  if (labels.length === 0) return null;
  const context = { now: { date: '2000-01-01' }, isFinal: true as const, choices: labels.map((value) => ({ value })) };
  const found = extractSlot('choice', words, context);
  return found.ok ? found.value : null;
}

/** Types whose values cannot be taken for one another; only these are taken where they were not asked for. */
const unmistakable: ReadonlySet<Slot['type']> = new Set(['date', 'phone', 'email', 'choice']);

export function slotsByRule(words: string, asked: string | null, slots: readonly KnownSlot[]): FoundSlot[] {
  const main = slots.find(({ slot }) => slot.name === asked);
  const found: FoundSlot[] = main ? [{ name: main.slot.name, result: extracted(main, words) }] : [];
  for (const known of slots) {
    const { type } = known.slot;
    const alone = slots.filter((other) => other.slot.type === type).length === 1;
    if (known === main || !alone || !unmistakable.has(type)) continue;
    const result = extracted(known, words);
    if (result.ok && result.sure) found.push({ name: known.slot.name, result });
  }
  return found;
}

function extracted({ slot, context }: KnownSlot, words: string): SlotResult {
  return extractSlot(slot.type, words, context);
}

/** `asked`: the question in which the value was read back. */
export function confirmationByRule(words: string, asked: string, { value, ...known }: FilledValue): Confirmation {
  const verdict = readConfirmation(words, asked);
  const instead = readCorrection(words, asked);
  const isMeant = known.slot.type !== 'text' || (instead !== null && correctsText(words, instead, value, verdict));
  const corrected = instead === null || !isMeant ? null : extracted(known, instead);
  if (corrected?.ok && corrected.value !== value) return { verdict: 'no', correction: corrected };
  if (verdict !== 'unclear' || known.slot.type === 'text') return { verdict, correction: null };
  const repeated = extracted(known, words);
  if (!repeated.ok || !repeated.sure) return { verdict, correction: null };
  return repeated.value === value ? { verdict: 'yes', correction: null } : { verdict: 'no', correction: repeated };
}

/**
 * Any words would do for a text: a sign of correcting has to be there ("no, …", "I meant …"), or something of the kind of
 * the value: one that shares a word with it or sounds like it, or nothing said but a name to a name.
 */
function correctsText(words: string, instead: string, value: string, verdict: Confirmation['verdict']): boolean {
  if (verdict !== 'unclear' || readCorrection(words) !== null) return verdict !== 'yes';
  const [said, known] = [foldedWords(instead), foldedWords(value)];
  const isLike = said.some((word) => known.some((other) => word === other || soundsLike(word, other)));
  const isName = (text: string): boolean => text.split(/\s+/).every((word) => /^\p{Lu}/u.test(word));
  return isLike || (said.length === foldedWords(words).length && said.length > 1 && isName(instead) && isName(value));
}

const likeLettersMin = 3;

/** The same beginning, and about as long: "Pedersen" and "Peterson". */
function soundsLike(one: string, other: string): boolean {
  const isLong = Math.min(one.length, other.length) >= likeLettersMin;
  return isLong && one.slice(0, 2) === other.slice(0, 2) && Math.abs(one.length - other.length) <= 2;
}

/** Of two slots of one type the newest is meant. Any words would do for a text, so that none is changed in passing. */
export function correctionsByRule(words: string, filled: readonly FilledValue[]): FoundSlot[] {
  const instead = readCorrection(words);
  if (instead === null) return [];
  const types = new Set<Slot['type']>();
  return filled.flatMap(({ value, ...known }) => {
    const { name, type } = known.slot;
    if (type === 'text' || types.has(type)) return [];
    const result = extracted(known, instead);
    if (!result.ok) return [];
    types.add(type);
    return result.value === value ? [] : [{ name, result }];
  });
}
