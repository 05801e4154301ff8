/**
 * Rules over several parts of an agent: names that must be known, names that must differ, settings that exclude each
 * other. They read the raw document where its shape is wrong, so that every problem is told at once. Source: design
 * contract.md section 1, ending.md section 6.
 */
import { afterCallNames, endedNames, expressionNames, messageNames } from './call-values.ts';
import { checkExpression, expressionMax, tooManyExpressions } from './expressions.ts';
import { textsAt, valueOf } from './places.ts';
import { pathText, type Path, type Problem } from './problems.ts';
import { namesIn } from './variables.ts';

/** The problems of a document whose shape may be wrong in parts; each reported once. */
export function agentRules(document: unknown): Problem[] {
  const own = ownNames(document);
  return [
    ...flowMissing(document),
    ...sharedNames(document),
    ...endlessCalls(document),
    ...unknownInTexts(document, own),
    ...unknownRequirements(document, own),
    ...badExpressions(document, own),
  ];
}

function flowMissing(document: unknown): Problem[] {
  if (valueOf(document, 'kind') !== 'flow' || (valueOf(document, 'flow') ?? null) !== null) return [];
  return [{ path: 'flow', problem: 'is missing', hint: 'Give a flow, or set kind to prompt.' }];
}

/** The model calls tools and end actions by their names: they share them. */
function sharedNames(document: unknown): Problem[] {
  const tools = new Set(textsAt(document, 'tools.*.name').map((place) => place.text));
  return textsAt(document, 'ending.actions.*.name')
    .filter((place) => tools.has(place.text))
    .map((place) => ({
      path: pathText(place.path),
      problem: `${JSON.stringify(place.text)} is also the name of a tool`,
      hint: 'Give the end action or the tool another name.',
    }));
}

/** Without any clock of its own, noise could hold a line open for ever. */
function endlessCalls(document: unknown): Problem[] {
  const ending = valueOf(document, 'ending');
  const silence = valueOf(ending, 'silence');
  const cap = valueOf(valueOf(ending, 'max_duration'), 'seconds');
  const open = [valueOf(silence, 'no_words_seconds'), valueOf(silence, 'timeout_seconds'), cap];
  if (open.some((clock) => clock !== null)) return [];
  return [
    {
      path: 'ending.silence.no_words_seconds',
      problem: 'is null, and so are timeout_seconds and max_duration.seconds: nothing would end a forgotten call',
      hint: 'Give one of the three a number of seconds.',
    },
  ];
}

/** Fixed words, spoken or sent; `mode`: only where the object around them has it. */
const fixedTexts: readonly { at: string; mode?: string }[] = [
  { at: 'greeting.message', mode: 'static' },
  { at: 'ending.farewell.message' },
  { at: 'ending.apology' },
  { at: 'ending.reasons.*.closing.message', mode: 'static' },
  { at: 'ending.silence.check_ins.*.message' },
  { at: 'ending.voicemail.message' },
  { at: 'ending.pre_call.*.message' },
  { at: 'ending.guard.require.*.disclosure' },
  { at: 'tools.*.filler' },
  { at: 'flow.nodes.*.data.text', mode: 'verbatim' },
  { at: 'flow.nodes.*.data.slots.*.prompt' },
  { at: 'flow.nodes.*.data.slots.*.retry_prompt' },
  { at: 'flow.nodes.*.data.slots.*.confirm_prompt' },
  { at: 'flow.nodes.*.data.filler' },
  { at: 'flow.nodes.*.data.line' },
  { at: 'flow.nodes.*.data.message.text', mode: 'fixed' },
  { at: 'flow.nodes.*.data.set.*.value' },
];

/** Texts of after-call work, which know what came of the call as well. */
const sentTexts: typeof fixedTexts = [
  { at: 'after_call.sms.message', mode: 'static' },
  { at: 'after_call.email.to' },
  { at: 'after_call.email.subject' },
  { at: 'after_call.email.message' },
  { at: 'flow.nodes.*.data.sms.message', mode: 'static' },
];

function unknownInTexts(document: unknown, own: readonly string[]): Problem[] {
  const spoken = new Set([...messageNames, ...own]);
  const sent = new Set([...spoken, ...afterCallNames, ...extracted(document)]);
  return [
    ...fixedTexts.flatMap((row) => unknownAt(document, row, spoken)),
    ...sentTexts.flatMap((row) => unknownAt(document, row, sent)),
  ];
}

function unknownAt(document: unknown, row: (typeof fixedTexts)[number], known: ReadonlySet<string>): Problem[] {
  const told = unknownName(known);
  return textsAt(document, row.at)
    .filter((place) => row.mode === undefined || place.around.mode === row.mode)
    .flatMap((place) => {
      const unknown = namesIn(place.text).filter((name) => !known.has(name));
      return unknown.slice(0, 5).map((name) => told(place.path, `{{${name.slice(0, 64)}}}`));
    });
}

function unknownRequirements(document: unknown, own: readonly string[]): Problem[] {
  const known = new Set(own);
  const told = unknownName(known);
  return textsAt(document, 'ending.guard.require.*.variable')
    .filter((place) => !known.has(place.text))
    .map((place) => told(place.path, JSON.stringify(place.text.slice(0, 64))));
}

function unknownName(known: ReadonlySet<string>): (path: Path, shown: string) => Problem {
  const names = known.size === 0 ? 'none' : [...known].slice(0, 40).join(', ');
  const hint = `Add it to variables, or use one of the known names: ${names}.`;
  return (path, shown) => ({ path: pathText(path), problem: `${shown} is not known`, hint });
}

function badExpressions(document: unknown, own: readonly string[]): Problem[] {
  const ofCall = [...expressionNames, ...own];
  const ofEnded = [...ofCall, ...afterCallNames, ...endedNames, ...extracted(document)];
  const found = [
    ...expressionsAt(document, 'ending.pre_call.*.when', ofCall),
    ...expressionsAt(document, 'ending.guard.require.*.rule', ofCall),
    ...expressionsAt(document, 'flow.nodes.*.data.branches.*.expression', ofCall),
    ...expressionsAt(document, 'after_call.sms.when', ofEnded),
    ...expressionsAt(document, 'flow.nodes.*.data.sms.when', ofEnded),
  ];
  const tooMany = tooManyExpressions(found.map(({ text }) => text));
  if (tooMany !== null) return [{ path: '', ...tooMany }];
  return found.flatMap(({ path, text, names }) => {
    const checked = checkExpression(text, names);
    return checked.ok ? [] : [{ path: pathText(path), problem: checked.problem, hint: checked.hint }];
  });
}

/** Empty and overlong ones are the schema's to tell. */
function expressionsAt(document: unknown, at: string, names: readonly string[]) {
  return textsAt(document, at)
    .filter(({ text }) => text !== '' && text.length <= expressionMax)
    .map(({ path, text }) => ({ path, text, names }));
}

function extracted(document: unknown): string[] {
  return textsAt(document, 'after_call.extract.*.name').map((place) => place.text);
}

/** The names that the document itself gives values to: its variables, and what its flow collects and sets. */
export function ownNames(document: unknown): string[] {
  const variables = valueOf(document, 'variables');
  const named = typeof variables === 'object' && variables !== null ? Object.keys(variables) : [];
  return [...new Set([...named, ...namesSetBy(valueOf(document, 'flow'))])];
}

/** The names that the blocks of a flow give values to. */
export function namesSetBy(flow: unknown): string[] {
  const places = ['slots.*.name', 'save.*.variable', 'set.*.variable'];
  return [...new Set(places.flatMap((at) => textsAt(flow, `nodes.*.data.${at}`).map((place) => place.text)))];
}
