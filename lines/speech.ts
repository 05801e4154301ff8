/**
 * The ears and the voice of one call, as plain data: they live in a speech worker, apart from the call and from the
 * clock that sends sound. Utterances have the numbers of the leg (providers/carriers/audio-leg.ts). Source: design
 * lines.md "Speech pipeline".
 */
import type { Agent } from '../contract/agent.ts';
import type { SoundAddress } from '../providers/carriers/audio-leg.ts';

export type SpeechSettings = {
  sound: SoundAddress;
  /** Of the leg's sound, in samples a second. */
  sampleRate: number;
  language: string;
  listen: Omit<Agent['speech']['listen'], 'expected'>;
  speak: Agent['speech']['speak'];
  /** What the offline ear knows to expect, sentence by sentence. */
  expected: readonly string[];
  /** Texts that are said in many calls, so that their sound is worth keeping. */
  fixed: readonly string[];
};

export type SpeechCommand =
  /** More of an utterance's text; `last` closes it. The backup voice is another one, or a recorded clip. */
  | { type: 'speak'; utterance: number; text: string; last: boolean; voice: 'main' | 'backup' }
  /** Stops making sound for all utterances up to this number. */
  | { type: 'clear'; through: number };

export type SpeechEvent =
  | { type: 'caller.speech_started' }
  | { type: 'caller.speech_stopped' }
  /** One turn of the caller, in words; empty when speech held none. */
  | { type: 'caller.said'; text: string }
  /** So far `chars` characters of the utterance's text have become `ms` of sound. */
  | { type: 'voice.spoke'; utterance: number; chars: number; ms: number }
  /** The utterance ends here, with what was made of it so far. */
  | { type: 'voice.failed'; utterance: number; detail: string }
  /** Nobody hears or speaks for this call any more. Nothing comes after it. */
  | { type: 'speech.lost'; detail: string };

/** One call's ears and voice, wherever they live. */
export type Speech = {
  send(command: SpeechCommand): void;
  /** Set once. */
  onEvent(handler: (event: SpeechEvent) => void): void;
  /** Idempotent. */
  close(): void;
};
