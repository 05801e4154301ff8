/**
 * The JSON messages of the text line over a WebSocket, both ways (docs/text-line.md). Each is one text frame. Fields
 * are snake_case, lengths of texts in UTF-16 code units, as JavaScript's `length` counts them.
 */
import * as z from 'zod';
import { flag, strict, text, whole } from '../contract/fields.ts';
import { messageReader, type Refusal, type SharedDownMessage, sharedUpMessages } from './socket-messages.ts';

/** The longest thing that a caller says at once, in characters. */
const sayMax = 2_000;

/** From server to client. */
export type DownMessage = SharedDownMessage | { type: 'speak'; utterance_id: string; text: string; last: boolean };

/** Reads one message from client to server. Never throws. */
export const readUpMessage = messageReader({
  say: strict({ type: z.literal('say'), text: text(sayMax, 1) }),
  speech_started: strict({ type: z.literal('speech_started') }),
  speech_stopped: strict({ type: z.literal('speech_stopped') }),
  press: sharedUpMessages.press,
  shown: strict({
    type: z.literal('shown'),
    utterance_id: text(200, 1),
    characters: whole(0, 1_000_000).optional(),
    done: flag.optional(),
    cleared: flag.optional(),
  }),
  hang_up: sharedUpMessages.hang_up,
});

/** From client to server. */
export type UpMessage = Exclude<ReturnType<typeof readUpMessage>, Refusal>;
