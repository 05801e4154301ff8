/**
 * The messages of the voice line over a WebSocket (docs/browser.md). Binary frames are sound, both ways: 16 bits, mono,
 * little-endian, 16 kHz. Text frames are JSON, in order with the sound.
 */
import * as z from 'zod';
import { strict, text } from '../contract/fields.ts';
import { messageReader, type Refusal, type SharedDownMessage, sharedUpMessages } from './socket-messages.ts';

/** From server to client. */
export type VoiceDownMessage =
  | SharedDownMessage
  /** To be sent back once everything before it has been played. */
  | { type: 'mark'; name: string };

/** Reads one message from client to server. Never throws. */
export const readVoiceUpMessage = messageReader({
  mark: strict({ type: z.literal('mark'), name: text(100, 1) }),
  press: sharedUpMessages.press,
  hang_up: sharedUpMessages.hang_up,
});

/** From client to server. */
export type VoiceUpMessage = Exclude<ReturnType<typeof readVoiceUpMessage>, Refusal>;
