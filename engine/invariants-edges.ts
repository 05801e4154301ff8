/** Which phase may lead to which, and which orders belong to which change of phase. */
import type { Phase } from './call.ts';
import type { Effect } from './effects.ts';

export type PhaseName = Phase['name'];

export const edges: Readonly<Record<PhaseName, readonly PhaseName[]>> = {
  ringing: ['ringing', 'active', 'closing', 'hanging_up', 'ended'],
  active: ['active', 'guarded', 'closing', 'hanging_up', 'transferring', 'ended'],
  guarded: ['guarded', 'active', 'closing', 'hanging_up', 'ended'],
  closing: ['closing', 'paused', 'active', 'hanging_up', 'ended'],
  paused: ['paused', 'closing', 'active', 'hanging_up', 'ended'],
  transferring: ['transferring', 'active', 'hanging_up', 'ended'],
  hanging_up: ['hanging_up', 'ended'],
  ended: ['ended'],
};

const duringEnd: readonly PhaseName[] = ['closing', 'paused'];

/** A proposal that waits for tools is decided, or gives way to the caller: the model learns what became of it. */
export function droppedInSilence(from: PhaseName, to: PhaseName, effects: readonly Effect[]): boolean {
  if (from !== 'guarded' || to !== 'active') return false;
  return !effects.some((effect) => effect.type === 'refuse_end' || effect.type === 'answer_caller');
}

/** What is wrong with an order on this change of phase, or null. */
export function effectMisplaced(effect: Effect, from: PhaseName, to: PhaseName): string | null {
  return fits(effect, from, to) ? null : `4: ${effect.type} from ${from} to ${to}`;
}

function fits(effect: Effect, from: PhaseName, to: PhaseName): boolean {
  switch (effect.type) {
    case 'greet_caller':
      return from === 'ringing' && to === 'active';
    case 'answer_caller':
    case 'instruct_model':
      return to === 'active';
    case 'report_no_input':
      return from === 'active' && to === 'active';
    case 'refuse_end':
      return to === 'active' && (from === 'active' || from === 'guarded');
    case 'call_off_end':
      return to === 'active' && duringEnd.includes(from);
    case 'speak':
      return effect.role === 'check_in' ? from === 'active' && to === 'active' : to === 'closing';
    case 'write_farewell':
    case 'resume_farewell':
      return to === 'closing';
    case 'transfer_leg':
      return from === 'active' && to === 'transferring';
    case 'report_transfer_failed':
      return from === 'transferring' && to === 'active';
    case 'hang_up':
      return to === 'hanging_up';
    case 'record_end':
    case 'watch_leg':
      return to === 'ended';
    case 'clear_playback':
    case 'cancel_reply':
      return from !== 'transferring' && to !== 'ended' && (from !== 'hanging_up' || to !== 'hanging_up');
  }
}
