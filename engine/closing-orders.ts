/** What a closing orders of the voice and the model. */
import type { Call } from './call.ts';
import type { Effect } from './effects.ts';

export function write(utteranceId: string, instruction: string | null, call: Call): Effect {
  return { type: 'write_farewell', utteranceId, instruction, fresh: call.goodbyeText !== null };
}

export function speak(utteranceId: string, text: string, voice: 'main' | 'backup'): Effect {
  return { type: 'speak', utteranceId, text, role: 'farewell', voice };
}

export function dropReply(call: Call): Effect[] {
  return call.works.length > 0 ? [{ type: 'cancel_reply' }] : [];
}

export function dropPlayback(call: Call): Effect[] {
  return call.playing === null ? [] : [{ type: 'clear_playback' }];
}
