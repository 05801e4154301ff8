/**
 * A flow's judgements by the model, each one bounded question with the possible answers as enum. Plain English answers
 * are read by the rules, without a wait; where the model fails, the rules stand in for it. Source: design contract.md section 2.
 */
import type { Agent } from '../../contract/agent.ts';
import { foldedWords } from '../../contract/fold.ts';
import type { FoundSlot, SlotResult } from '../../engine/flow/events.ts';
import type { Slot } from '../../engine/flow/plan.ts';
import { extractSlot, readCorrection, validSlotValue } from '../../judge/slots/index.ts';
import type { Message, Model } from '../../providers/models/model.ts';
import { askVerdict, type Question } from './ask-verdict.ts';
import {
  answerByRule,
  type Cancel,
  type Confirmation,
  confirmationByRule,
  correctionsByRule,
  type Done,
  type FlowJudge,
  type KnownSlot,
  slotsByRule,
} from './flow-judge.ts';

const none = 'none';
const unclear = 'unclear';
const materialCharactersMax = 6_000;
/** An answer this short is read by the rules. */
const plainWordsMax = 3;

type Told = { messages(): readonly Message[]; lastAgentText(): string };

export function modelFlowJudge(agent: Agent, model: Model, told: Told): FlowJudge {
  const isEnglish = /^en(-|$)/i.test(agent.language);
  const reasons = agent.ending.reasons.map(({ reason }) => reason);
  const material = (words: string | null): string => {
    const all = transcript(told.messages()).slice(-materialCharactersMax);
    return words === null ? all : `${all}\n\nThe caller's words in question: ${JSON.stringify(words)}`;
  };
  /** `read` makes the verdict of the answer, null when it cannot be one; then `otherwise` stands. */
  function ask<Verdict>(
    question: Question,
    read: (answer: Readonly<Record<string, unknown>>) => Verdict | undefined,
    otherwise: () => Verdict,
    done: Done<Verdict>,
  ): Cancel {
    return askVerdict(model, question, (answer, failed) => {
      const verdict = answer === null ? undefined : read(answer);
      if (verdict === undefined) done(otherwise(), failed ?? 'the model gave an answer that is not among the possible');
      else done(verdict, null);
    });
  }
  function atOnce<Verdict>(verdict: Verdict, done: Done<Verdict>): Cancel {
    done(verdict, null);
    return () => {};
  }
  return {
    answer(words, answers, done) {
      const plain = isEnglish && foldedWords(words).length <= plainWordsMax ? answerByRule(words, answers) : null;
      if (plain !== null) return atOnce(plain, done);
      const task =
        "Which of the possible answers do the caller's words amount to, as the answer to what the agent asked last? " +
        `If they amount to none of them, or to a question of the caller's own: "${none}".`;
      const question = { task, material: material(words), fields: { answer: choiceOf(answers) } };
      const read = ({ answer }: Readonly<Record<string, unknown>>) => oneOrNull(answer, answers);
      return ask(question, read, () => (isEnglish ? answerByRule(words, answers) : null), done);
    },
    questions(branches, done) {
      const fields = Object.fromEntries(
        branches.map(({ question }, index) => [`q${index + 1}`, { type: 'boolean', description: question }]),
      );
      const task = 'Answer each question about this call with true (yes) or false (no, or it cannot be told).';
      const question = { task, material: material(null), fields };
      const read = (answer: Readonly<Record<string, unknown>>): readonly string[] | undefined => {
        const known = branches.every((_, index) => typeof answer[`q${index + 1}`] === 'boolean');
        return known ? branches.filter((_, index) => answer[`q${index + 1}`]).map(({ label }) => label) : undefined;
      };
      return ask(question, read, () => [], done);
    },
    slots(words, asked, slots, done) {
      const wanted = asked === null ? '' : ` The caller was asked for ${asked}.`;
      const task =
        `What do the caller's words give for each field?${wanted} Take what they say, and guess nothing: "" for what they ` +
        `do not give, "${unclear}" where it cannot be told which value is meant. ${today(slots)}`;
      const fields = Object.fromEntries(slots.map((known) => [known.slot.name, fieldOf(known)]));
      const read = (answer: Readonly<Record<string, unknown>>) => foundIn(answer, words, slots, isEnglish);
      return ask({ task, material: material(words), fields }, read, () => rules(words, asked, slots, isEnglish), done);
    },
    confirmation(words, filled, done) {
      const asked = told.lastAgentText();
      const byRule = confirmationByRule(words, asked, filled);
      const isPlainNo = byRule.verdict === 'no' && readCorrection(words, asked) === null;
      if (isEnglish && (byRule.verdict === 'yes' || byRule.correction !== null || isPlainNo))
        return atOnce(byRule, done);
      const task =
        `The agent has read back ${filled.slot.name} as ${JSON.stringify(filled.value)}, and asked whether it is right. What do ` +
        `the caller's words say to that? If they give another value, put it into \`value\`, else "". ${today([filled])}`;
      const verdict = { type: 'string', enum: ['yes', 'no', unclear] };
      const read = (answer: Readonly<Record<string, unknown>>) => {
        const given = answer['verdict'];
        if (given !== 'yes' && given !== 'no' && given !== unclear) return undefined;
        const instead = resultOf(answer['value'], words, filled, isEnglish);
        return { verdict: given, correction: instead.ok && instead.value !== filled.value ? instead : null } as const;
      };
      const question = { task, material: material(words), fields: { verdict, value: fieldOf(filled) } };
      const otherwise = (): Confirmation => (isEnglish ? byRule : { verdict: 'unclear', correction: null });
      return ask<Confirmation>(question, read, otherwise, done);
    },
    corrections(words, filled, done) {
      if (filled.length === 0 || (isEnglish && readCorrection(words) === null)) return atOnce([], done);
      const known = filled.map(({ slot, value }) => `${slot.name} is ${JSON.stringify(value)}`).join(', ');
      const task =
        `These are known: ${known}. Which of them do the caller's words change? Give the new value for each that they ` +
        `change, and "" for all others. ${today(filled)}`;
      const fields = Object.fromEntries(filled.map((each) => [each.slot.name, fieldOf(each)]));
      const read = (answer: Readonly<Record<string, unknown>>): readonly FoundSlot[] | undefined =>
        foundIn(answer, words, filled, isEnglish)?.filter(({ result }) => result.ok);
      const otherwise = () => (isEnglish ? correctionsByRule(words, filled) : []);
      return ask({ task, material: material(words), fields }, read, otherwise, done);
    },
    reason(_action, done) {
      const task =
        'Has one of these conditions for ending the call come true by now? Give it, word for word; if none has, or it is not ' +
        `certain: "${none}".`;
      const question = { task, material: material(null), fields: { reason: choiceOf(reasons) } };
      return ask(
        question,
        ({ reason }) => oneOrNull(reason, reasons),
        () => null,
        done,
      );
    },
  };
}

function transcript(messages: readonly Message[]): string {
  const lines = messages.map((message) => {
    switch (message.role) {
      case 'caller':
        return `Caller: ${message.text}`;
      case 'agent':
        return `Agent: ${message.text}`;
      case 'tool':
        return `Result of ${message.name}: ${message.result.slice(0, 500)}`;
      case 'note':
        return `Note: ${message.text}`;
    }
  });
  return lines.join('\n');
}

function choiceOf(words: readonly string[]): Record<string, unknown> {
  return { type: 'string', enum: [...words, none] };
}

/** Undefined: it is not among them. */
function oneOrNull(given: unknown, words: readonly string[]): string | null | undefined {
  if (given === none) return null;
  return words.find((word) => word === given);
}

const formats: Readonly<Record<Slot['type'], string>> = {
  text: 'As the caller said it.',
  number: 'A decimal number in digits, like 42 or 3.5.',
  date: 'A date as YYYY-MM-DD.',
  phone: 'A telephone number with + and country code, digits only.',
  email: 'An email address in lower case.',
  choice: 'One of the choices.',
};

function fieldOf({ slot, context }: KnownSlot): Record<string, unknown> {
  const side = context.dates === 'past' || context.dates === 'future' ? ` It lies in the ${context.dates}.` : '';
  const code = slot.type === 'phone' ? ` Without a country code it is +${context.callingCode ?? '1'}.` : '';
  const description = `${slot.description || slot.name.replaceAll('_', ' ')}. ${formats[slot.type]}${side}${code}`;
  if (slot.type !== 'choice') return { type: 'string', description };
  const also = (context.choices ?? [])
    .filter(({ synonyms = [] }) => synonyms.length > 0)
    .map(({ value, synonyms = [] }) => ` ${value}: also ${synonyms.join(', ')}.`);
  return { type: 'string', enum: [...slot.choices, '', unclear], description: `${description}${also.join('')}` };
}

function today(slots: readonly KnownSlot[]): string {
  const date = slots.find(({ slot }) => slot.type === 'date');
  return date ? `Today is ${date.context.now.date}.` : '';
}

function foundIn(
  answer: Readonly<Record<string, unknown>>,
  words: string,
  slots: readonly KnownSlot[],
  isEnglish: boolean,
): readonly FoundSlot[] | undefined {
  if (!slots.every(({ slot }) => answer[slot.name] === undefined || typeof answer[slot.name] === 'string')) {
    return undefined;
  }
  return slots.map((known) => ({
    name: known.slot.name,
    result: resultOf(answer[known.slot.name], words, known, isEnglish),
  }));
}

const saidCharactersMax = 200;

/** A telephone number or a date is sure only if the rules read the same from the words: a wrong one would go unnoticed. */
function resultOf(given: unknown, words: string, { slot, context }: KnownSlot, isEnglish: boolean): SlotResult {
  const value = typeof given === 'string' ? given.trim() : '';
  if (value === '') return { ok: false, why: 'nothing' };
  if (value === unclear) return { ok: false, why: 'unclear' };
  if (!validSlotValue(slot.type, value, context)) return { ok: false, why: 'invalid' };
  const risky = slot.type === 'phone' || slot.type === 'date';
  const byRule = risky && isEnglish ? extractSlot(slot.type, words, context) : null;
  const sure = !risky || (byRule?.ok === true && byRule.sure && byRule.value === value);
  return { ok: true, value, said: words.slice(0, saidCharactersMax), sure };
}

function rules(words: string, asked: string | null, slots: readonly KnownSlot[], isEnglish: boolean): FoundSlot[] {
  if (isEnglish) return slotsByRule(words, asked, slots);
  return asked === null ? [] : [{ name: asked, result: { ok: false, why: 'unclear' } }];
}
