/** What is different in the ending settings of an agent: between two of them, in a draft, and in an address. */
import type { Agent } from '../../contract/agent.ts';

type Ending = Agent['ending'];

/** Of `ending`, as the API takes it: objects hold what is different in them, all else stands whole. */
export type EndingChanges = Readonly<Record<string, unknown>>;

/** Written for an address. More of it would not get through every proxy. */
const addressCharsMax = 6_000;
const listMax = 100;

/** Empty where nothing is different. */
export function changesBetween(before: Ending, after: Ending): EndingChanges {
  return (changeOf(before, after) ?? {}) as EndingChanges;
}

export function isChanged(changes: EndingChanges): boolean {
  return Object.keys(changes).length > 0;
}

export function withChanges(agent: Agent, changes: EndingChanges): Agent {
  return { ...agent, ending: merged(agent.ending, changes) as Ending };
}

/** As they stand in an address. */
export type WithChanges = { with?: EndingChanges };

/** Reads an address, which may hold anything: what is no change of ending settings, which a form could show, is left out. */
export function readWith({ with: value }: Record<string, unknown>): WithChanges {
  return isObject(value) && fits(value, likeEnding) ? changesInAddress(value) : {};
}

/** Nothing where there are none, or too many. */
export function changesInAddress(changes: EndingChanges): WithChanges {
  return isChanged(changes) && fitsAddress(changes) ? { with: changes } : {};
}

export function fitsAddress(changes: EndingChanges): boolean {
  return encodeURIComponent(JSON.stringify(changes)).length <= addressCharsMax;
}

/** Undefined where nothing is different. */
function changeOf(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? undefined : after;
  }
  const different = Object.keys(after).flatMap((name) => {
    const change = changeOf(before[name], after[name]);
    return change === undefined ? [] : [[name, change] as const];
  });
  return different.length === 0 ? undefined : Object.fromEntries(different);
}

function merged(value: unknown, change: unknown): unknown {
  if (!isObject(value) || !isObject(change)) return change;
  return Object.entries(change).reduce((all, [name, inner]) => ({ ...all, [name]: merged(value[name], inner) }), value);
}

/** Of the kinds that the fields of a form expect; whether the values are good the server says. */
function fits(value: unknown, like: unknown): boolean {
  if (Array.isArray(like)) {
    const fitsOne = (entry: unknown): boolean => like.some((one) => hasAll(entry, one) && fits(entry, one));
    return Array.isArray(value) && value.length <= listMax && value.every(fitsOne);
  }
  if (!isObject(like)) return value === null || typeof value === (like === null ? 'string' : typeof like);
  return (
    isObject(value) &&
    Object.entries(value).every(([name, inner]) => Object.hasOwn(like, name) && fits(inner, like[name]))
  );
}

/** An entry of a list stands whole. */
function hasAll(value: unknown, like: unknown): boolean {
  if (!isObject(like)) return true;
  return (
    isObject(value) &&
    Object.entries(like).every(([name, inner]) => Object.hasOwn(value, name) && hasAll(value[name], inner))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The kind of each setting; of a list, the kinds of its entries. */
const likeEnding: Ending = {
  enabled: true,
  actions: [{ name: '', description: '', skip_goodbye: false, goodbye_prompt: '', outcome_tags: [''] }],
  reasons: [{ reason: '', closing: { mode: 'none', message: '' }, outcome_tags: [''], final: false }],
  tag: true,
  mutual_goodbye: true,
  phrases: [''],
  keypad: { key: null, message: '', outcome_tags: [''] },
  farewell: { mode: 'static', message: '' },
  apology: '',
  silence: {
    timeout_seconds: 0,
    check_ins: [{ after_seconds: 0, message: '' }],
    no_words_seconds: 0,
    outcome_tags: [''],
  },
  max_duration: { seconds: 0, wrap_up: [{ before_end_seconds: 0, instruction: '' }], outcome_tags: [''] },
  voicemail: { action: 'hang_up', message: '', outcome_tags: [''] },
  pre_call: [{ when: '', message: '', outcome_tags: [''] }],
  guard: {
    enabled: true,
    min_call_seconds: 0,
    max_vetoes: 0,
    require: [{ rule: '', message: '' }, { rule: '' }, { disclosure: '' }, { variable: '' }],
  },
  rescue: { mode: 'off', max: 0, listen_ms: 0 },
};
