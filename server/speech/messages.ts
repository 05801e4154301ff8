/** What the server and a speech worker tell each other over their channel: a call's speech, under a number of its own. */
import type { SpeechCommand, SpeechEvent, SpeechSettings } from '../../lines/speech.ts';

export type ToWorker =
  | { type: 'open'; speech: number; settings: SpeechSettings }
  | { type: 'command'; speech: number; command: SpeechCommand }
  | { type: 'close'; speech: number }
  /** Asks for a sign of life. */
  | { type: 'ping' };

export type FromWorker =
  /** Everything is loaded: speech that is opened now begins at once. */
  | { type: 'ready' }
  | { type: 'pong' }
  | { type: 'event'; speech: number; event: SpeechEvent }
  /** Something went wrong that no call could be told of. Names and places only, no words. */
  | { type: 'fault'; name: string; stack: string };
