/** The caller takes the call back while the farewell plays or right after it. Source: design ending.md section 5, Rescue. */
import type { Call, Closing, End, Phase } from './call.ts';
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import type { Ms, Policy } from './policy.ts';
import type { Trigger } from './reasons.ts';
import { nextDue } from './silence.ts';
import type { Step } from './turnout.ts';

type Paused = Extract<Phase, { name: 'paused' }>;
type Said = Event & { type: 'caller.said' };

const neverRescuable: ReadonlySet<Trigger> = new Set([
  'balance',
  'voicemail',
  'operator',
  'max_duration',
  'pre_call',
  'failure',
  'transfer',
]);

/** Whether the caller may take back an end of this cause. Worked out once, on entering `closing`. */
export function isRescuable(call: Call, trigger: Trigger, final: boolean, policy: Policy): boolean {
  const open = policy.rescue.mode !== 'off' && call.rescues < policy.rescue.rescuesMax;
  return open && !final && !neverRescuable.has(trigger);
}

/** Whether these words call the end off. Words in another language count as any speech. */
export function takesCallBack(event: Said, end: End, policy: Policy): boolean {
  if (!end.rescuable || event.text.trim() === '') return false;
  if (policy.rescue.mode === 'any_speech') return true;
  return event.meaning !== 'closing' && event.meaning !== 'backchannel';
}

/** A late word of the line about a farewell that the caller took back. Its parts are named after one another. */
export function isTakenBack(call: Call, utteranceId: string): boolean {
  return call.takenBack.some((last) => last === utteranceId || last.startsWith(`${utteranceId}-`));
}

/** Something is with the line, or was ordered from the voice and is on its way there. A pause has cleared it. */
function sounds(call: Call, closing: Closing): boolean {
  const ordered = closing.stage === 'starting' || closing.stage === 'playing';
  return call.playing !== null || (ordered && call.phase.name !== 'paused');
}

/** Stops the farewell until the caller's words tell what they mean. */
export function pause(call: Call, closing: Closing, at: Ms, policy: Policy): Step {
  const effects: Effect[] = [];
  if (closing.stage === 'writing') effects.push({ type: 'cancel_reply' });
  if (sounds(call, closing)) effects.push({ type: 'clear_playback' });
  const { pauseMsMax, pauseAfterSpeechMs } = policy.limits;
  const pauseBy = Math.min(at + pauseMsMax, closing.closeBy);
  const deadline = call.speakingSince === null ? Math.min(pauseBy, at + pauseAfterSpeechMs) : pauseBy;
  const phase: Paused = { name: 'paused', deadline, pauseBy, closing };
  return [{ ...call, playing: null, phase }, effects];
}

/** Back to `active`. `said`: words are in, and they are an ordinary turn of the caller. */
export function rescue(call: Call, closing: Closing, said: boolean, policy: Policy): Step {
  const { farewell, stage } = closing;
  const begun = stage === 'playing' || stage === 'listening' || farewell.share > 0;
  const effects: Effect[] = [{ type: 'cancel_reply' }];
  if (sounds(call, closing)) effects.push({ type: 'clear_playback' });
  effects.push({ type: 'call_off_end' });
  if (said) effects.push({ type: 'answer_caller' });
  const back: Call = {
    ...call,
    playing: null,
    rescues: call.rescues + 1,
    vetoesInRow: 0,
    goodbyeText: begun ? farewell.text : call.goodbyeText,
    lastSaid: null,
    takenBack: farewell.utteranceId === null ? call.takenBack : [...call.takenBack, farewell.utteranceId],
  };
  return [{ ...back, phase: { name: 'active', deadline: nextDue(back, policy).at } }, effects];
}
