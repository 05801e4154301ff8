/** The log of a call as what is drawn of it: spans and points in lanes. */
import type { TimelineEntry } from '../../contract/routes/calls.ts';

export const lanes = ['caller', 'agent', 'tools', 'engine', 'line'] as const;
export type Lane = (typeof lanes)[number];

/**
 * `to` null: a point. Seconds since the call began. `seq`: the entry of the log that tells more. `supposed`: there is none,
 * it would have been so.
 */
export type Mark = { lane: Lane; label: string; from: number; to: number | null; seq: number; supposed?: true };

/** `work_id`, `utterance_id` and the like as texts; whatever else stands there is none. */
function word(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What is still open lasts until `until`. */
export function timelineMarks(entries: readonly TimelineEntry[], until: number): Mark[] {
  const marks: Mark[] = [];
  const open = new Map<string, Mark>();
  const said = new Map<string, string>();
  /** Of the caller, over by now: its words come behind it. */
  let speech: Mark | undefined;
  const add = (mark: Mark): Mark => {
    marks.push(mark);
    return mark;
  };
  const begin = (key: string, mark: Omit<Mark, 'to'>): void => {
    if (!open.has(key)) open.set(key, add({ ...mark, to: until }));
  };
  const finish = (key: string, at: number, label?: string): void => {
    const mark = open.get(key);
    if (!mark) return;
    open.delete(key);
    mark.to = at;
    if (label !== undefined) mark.label = label;
  };

  for (const { seq, at_seconds: at, event, effects, note } of entries) {
    const point = (lane: Lane, label: string): Mark => add({ lane, label, from: at, to: null, seq });
    const utterance = `utterance ${word(event?.['utterance_id'])}`;
    switch (event?.type) {
      case 'leg.answered':
        point('line', 'Answered');
        break;
      case 'leg.ended':
        point('line', 'Line down');
        break;
      case 'caller.speech_started':
        begin('caller', { lane: 'caller', label: 'Speaks', from: at, seq });
        break;
      case 'caller.speech_stopped':
        speech = open.get('caller');
        finish('caller', at);
        break;
      case 'caller.said':
        speech = open.get('caller') ?? speech;
        finish('caller', at);
        if (speech) speech.label = word(event['text']);
        else point('caller', word(event['text']));
        speech = undefined;
        break;
      case 'caller.pressed':
        point('caller', `Key ${word(event['digit'])}`);
        break;
      case 'agent.said': {
        said.set(utterance, word(event['text']));
        const mark = open.get(utterance);
        if (mark) mark.label = word(event['text']);
        break;
      }
      case 'playback.started':
        begin(utterance, { lane: 'agent', label: said.get(utterance) ?? 'Speaks', from: at, seq });
        break;
      case 'playback.finished':
      case 'playback.cleared':
      case 'playback.failed':
        finish(utterance, at);
        break;
      case 'work.started': {
        const kind = word(event['kind']);
        const label = kind === 'model' ? 'Model' : kind === 'hold' ? 'Hold' : 'Tool';
        begin(`work ${word(event['work_id'])}`, { lane: 'tools', label, from: at, seq });
        break;
      }
      case 'work.finished':
        finish(`work ${word(event['work_id'])}`, at);
        break;
      case 'end.proposed':
        point('engine', proposalLabel(event['proposal']));
        break;
      case 'voicemail.detected':
        point('engine', 'Voicemail');
        break;
      case 'transfer.requested':
        point('line', 'Transfer');
        break;
      case 'hang_up.answered':
        finish('hang_up', at, `Hang-up: ${word(event['proof']).replaceAll('_', ' ') || 'no answer'}`);
        break;
    }
    for (const effect of effects) {
      if (effect.type === 'hang_up') begin('hang_up', { lane: 'line', label: 'Hang-up asked', from: at, seq });
      if (effect.type === 'refuse_end') point('engine', `Refused: ${word(effect['veto']).replaceAll('_', ' ')}`);
      if (effect.type === 'call_off_end') point('engine', 'Taken back by the caller');
      if (effect.type === 'speak' && effect['role'] === 'check_in') point('engine', 'Check-in');
      if (effect.type === 'speak' && effect['role'] === 'farewell' && event?.type === 'deadline.reached') {
        point('engine', 'Time is up');
      }
      if (effect.type === 'write_farewell') point('engine', 'Goodbye asked of the model');
      if (effect.type === 'record_end') point('line', 'Ended');
    }
    if (note?.type === 'tool_called' && note['action'] !== true) point('tools', word(note['name']));
  }
  return marks;
}

function proposalLabel(proposal: unknown): string {
  const { trigger, action, reason } = (proposal ?? {}) as Record<string, unknown>;
  const what = word(action) || word(trigger).replaceAll('_', ' ');
  return word(reason) === '' ? what : `${what}: ${word(reason)}`;
}

/** What a live call is about, as its log tells. */
export type LivePhase = 'ringing' | 'active' | 'closing' | 'hanging up' | 'ended';

export function phaseOf(entries: readonly TimelineEntry[]): LivePhase {
  let phase: LivePhase = 'ringing';
  for (const { event, effects } of entries) {
    const ordered = (type: string): boolean => effects.some((effect) => effect.type === type);
    const farewell = effects.some(({ type, role }) => type === 'speak' && role === 'farewell');
    if (event?.type === 'leg.answered') phase = 'active';
    if (event?.type === 'end.proposed' && !ordered('refuse_end') && phase === 'active') phase = 'closing';
    if (farewell || ordered('write_farewell')) phase = 'closing';
    if (ordered('refuse_end') || ordered('call_off_end')) phase = 'active';
    if (ordered('hang_up')) phase = 'hanging up';
    if (ordered('record_end')) phase = 'ended';
  }
  return phase;
}
