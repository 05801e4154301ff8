/** Vapi's hooks on silence and time. Source: Vapi, "Assistant hooks". */
import type { Agent } from '../../contract/agent.ts';
import { askAgain, withCap, withCheckIns, withEnding, withSilence } from './agent-parts.ts';
import type { ReportNotes } from './import-report.ts';
import { entriesAt, type JsonDocument, numberAt, textAt } from './json-document.ts';

/** A hook on silence fires so often where nothing is set, after so many seconds. */
const triggersDefault = 3;
const silenceHookDefault = 7.5;

type Moment = { seconds: number; message: string };

export function withVapiHooks(agent: Agent, document: JsonDocument, notes: ReportNotes): Agent {
  const checkIns: Moment[] = [];
  let changed = agent;
  for (const { entry, field } of entriesAt(document, 'hooks')) {
    const on = textAt(entry, 'on') ?? '';
    if (on.startsWith('customer.speech.timeout')) changed = onSilence(changed, entry, field, checkIns, notes);
    if (on.startsWith('call.timeElapsed')) changed = onTime(changed, entry, field, notes);
  }
  return withCheckIns(changed, checkIns);
}

/** After how many seconds of silence, and of the call, hooks end it; Infinity: none does. */
export function endingHooks(document: JsonDocument): { silence: number; elapsed: number } {
  const ending = entriesAt(document, 'hooks').filter(({ entry }) => endsCall(entry));
  const seconds = (event: string, option: string, otherwise: number): number[] =>
    ending
      .filter(({ entry }) => textAt(entry, 'on')?.startsWith(event))
      .map(({ entry }) => numberAt(entry, option) ?? otherwise);
  return {
    silence: Math.min(...seconds('customer.speech.timeout', 'options.timeoutSeconds', silenceHookDefault)),
    elapsed: Math.min(...seconds('call.timeElapsed', 'options.seconds', Infinity)),
  };
}

function onSilence(agent: Agent, hook: JsonDocument, field: string, checkIns: Moment[], notes: ReportNotes): Agent {
  const seconds = numberAt(hook, 'options.timeoutSeconds') ?? silenceHookDefault;
  if (endsCall(hook)) {
    const limit = Math.max(5, seconds);
    if (limit >= (agent.ending.silence.timeout_seconds ?? Infinity)) return agent; // It never comes to that.
    notes.changed(field, 'ending.silence.timeout_seconds', 'the farewell is spoken first');
    return withSilence(agent, limit);
  }
  const says = sayOf(hook);
  if (!says) return agent;
  const times = numberAt(hook, 'options.triggerMaxCount') ?? triggersDefault;
  for (let time = 1; time <= Math.min(times, 10); time++)
    checkIns.push({ seconds: seconds * time, message: says.exact ?? askAgain });
  const fixed = says.exact === null ? `; the words are "${askAgain}", for check-ins are fixed words` : '';
  const why = `it speaks after each ${seconds} seconds of one silence, as long as that is before the silence timeout${fixed}`;
  notes.changed(field, 'ending.silence.check_ins', why);
  return agent;
}

function onTime(agent: Agent, hook: JsonDocument, field: string, notes: ReportNotes): Agent {
  const seconds = numberAt(hook, 'options.seconds');
  if (seconds === undefined) return agent;
  const cap = agent.ending.max_duration.seconds ?? Infinity;
  if (endsCall(hook)) {
    if (seconds >= cap) return agent;
    notes.changed(
      field,
      'ending.max_duration.seconds',
      'the line is down at that second, and the farewell is spoken before it',
    );
    return withCap(agent, Math.max(10, seconds));
  }
  const says = sayOf(hook);
  const before = cap - seconds;
  if (!says || before < 1 || before > 86_400) return agent;
  const instruction = says.exact === null ? says.prompt : `Say this: ${says.exact}`;
  notes.changed(field, 'ending.max_duration.wrap_up', 'the model is asked to say it in its next reply');
  const wrapUp = [
    ...agent.ending.max_duration.wrap_up,
    { before_end_seconds: before, instruction: instruction.slice(0, 1_000) },
  ];
  return withEnding(agent, { max_duration: { ...agent.ending.max_duration, wrap_up: wrapUp.slice(0, 10) } });
}

function endsCall(hook: JsonDocument): boolean {
  return entriesAt(hook, 'do').some(
    ({ entry }) => entry['type'] === 'tool' && textAt(entry, 'tool.type') === 'endCall',
  );
}

/** Of several exact texts Vapi picks one: here it is the first. */
function sayOf(hook: JsonDocument): { exact: string | null; prompt: string } | null {
  const say = entriesAt(hook, 'do').find(({ entry }) => entry['type'] === 'say')?.entry;
  if (!say) return null;
  const exact: unknown = Array.isArray(say['exact']) ? (say['exact'] as unknown[])[0] : say['exact'];
  if (typeof exact === 'string' && exact !== '') return { exact: exact.slice(0, 1_000), prompt: '' };
  const prompt = textAt(say, 'prompt');
  return prompt ? { exact: null, prompt } : null;
}
