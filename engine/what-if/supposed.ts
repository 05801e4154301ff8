/**
 * What would have come of orders that the log knows nothing of. The line and the voice are supposed to do as well as they
 * did in this call; nobody is supposed to say a word.
 */
import type { Call } from '../call.ts';
import type { Effect } from '../effects.ts';
import type { Event, EventBody } from '../events.ts';
import type { Ms, Policy } from '../policy.ts';
import type { Sound, Sounds } from './sounds.ts';

/** What the log cannot tell, and what is supposed in its place. */
export type UnknownCode =
  | 'caller' // Would have heard something else: their later words are taken as they were.
  | 'farewell_words' // The model would have written them: their length is supposed.
  | 'reply' // The model would have answered something else, or nothing.
  | 'refusal' // The model would have been refused an end, and would have gone on.
  | 'instruction' // The model would have been told to wrap up.
  | 'flow' // The flow would have gone on for want of a reply.
  | 'transfer' // Nobody knows whether the target would have answered.
  | 'rest'; // The log ends, and the call would have gone on: nobody is supposed to speak any more.

export type Supposed = {
  /** The next thing that is supposed to happen. */
  next(): Event | null;
  take(): Event;
  /** `before`: the call as the order found it; `call`: as it left it. Answers what is not known of it. */
  obey(effect: Effect, before: Call, call: Call, at: Ms): UnknownCode | null;
  /** The words go on to their end, which the log did not hear. */
  playsOn(utteranceId: string): void;
};

/** Until a model gives the first word of a goodbye. */
const firstWordMs = 800;

export function newSupposed({ utterances, voiceMs, hangUpMs, proof, lengthOf }: Sounds, policy: Policy): Supposed {
  const sounds = new Map<string, Sound>(utterances);
  let pending: Event[] = [];

  function add(at: Ms, body: EventBody): void {
    const place = pending.findIndex((event) => event.at > at);
    pending.splice(place < 0 ? pending.length : place, 0, { ...body, at });
  }

  function drop(utteranceId: string): void {
    pending = pending.filter((event) => !('utteranceId' in event) || event.utteranceId !== utteranceId);
  }

  /** The words come behind those that play. */
  function say(utteranceId: string, text: string | null, lengthMs: Ms, at: Ms, playing: Call['playing']): void {
    const waits = playing !== null && playing.utteranceId !== utteranceId;
    const free = waits ? Math.max(at, overAt(playing.utteranceId, playing.overdueAt - policy.limits.markGraceMs)) : at;
    const soundAt = free + voiceMs;
    sounds.set(utteranceId, { text: text ?? '', soundAt, lengthMs, overAt: soundAt + lengthMs });
    add(at, { type: 'utterance.started', utteranceId });
    if (text !== null)
      add(at, { type: 'agent.said', utteranceId, text, closing: true, onlyClosing: true, phrase: null });
    add(soundAt, { type: 'playback.started', utteranceId });
    finish(utteranceId, soundAt + lengthMs, lengthMs);
  }

  function finish(utteranceId: string, at: Ms, lengthMs: Ms): void {
    add(at, { type: 'playback.finished', utteranceId, pushedMs: lengthMs, playedMs: lengthMs, proof });
  }

  function overAt(utteranceId: string, otherwise: Ms): Ms {
    return sounds.get(utteranceId)?.overAt ?? otherwise;
  }

  function clear(utteranceId: string, at: Ms): void {
    const { text, soundAt, lengthMs } = sounds.get(utteranceId) ?? { text: '', soundAt: null, lengthMs: 0 };
    const playedMs = soundAt === null ? 0 : Math.max(0, Math.min(at - soundAt, lengthMs));
    const heardText = lengthMs === 0 ? '' : text.slice(0, Math.floor((text.length * playedMs) / lengthMs));
    drop(utteranceId);
    add(at, { type: 'playback.cleared', utteranceId, pushedMs: lengthMs, playedMs, heardText });
  }

  function speak({ utteranceId, text, role }: Effect & { type: 'speak' }, call: Call, at: Ms): UnknownCode {
    const empty = role === 'farewell' && text.trim() === '';
    if (empty) add(at, { type: 'playback.failed', utteranceId, detail: 'there are no words to say' });
    else say(utteranceId, text, lengthOf(text), at, call.playing);
    return 'caller';
  }

  return {
    next: () => pending[0] ?? null,
    take: () => pending.shift()!,
    playsOn(utteranceId) {
      const sound = sounds.get(utteranceId);
      if (sound?.soundAt != null) finish(utteranceId, sound.soundAt + sound.lengthMs, sound.lengthMs);
    },
    obey(effect, before, call, at) {
      const stillPlaying = call.playing?.utteranceId;
      switch (effect.type) {
        case 'speak':
          return speak(effect, call, at);
        case 'write_farewell':
          say(effect.utteranceId, null, lengthOf(policy.farewell.message), at + firstWordMs, call.playing);
          return 'farewell_words';
        case 'resume_farewell': {
          const share = call.phase.name === 'closing' ? call.phase.farewell.share : 0;
          say(effect.utteranceId, null, Math.ceil(lengthOf(effect.text) * (1 - share)), at, null);
          return 'caller';
        }
        case 'clear_playback':
          if (before.playing) clear(before.playing.utteranceId, at);
          return null;
        case 'cancel_reply':
          for (const { workId } of before.works) add(at, { type: 'work.finished', workId });
          return null;
        case 'answer_caller':
        case 'transfer_leg':
          if (stillPlaying !== undefined) clear(stillPlaying, at);
          return effect.type === 'answer_caller' ? 'reply' : 'transfer';
        case 'hang_up': {
          const { attempt } = effect;
          const answer = { proof: policy.requiredProof, detail: '', latencyMs: hangUpMs };
          add(at + hangUpMs, { type: 'hang_up.answered', attempt, ...answer });
          return null;
        }
        case 'refuse_end':
          return 'refusal';
        case 'instruct_model':
          return 'instruction';
        case 'report_no_input':
          return 'flow';
        default:
          return null;
      }
    },
  };
}
