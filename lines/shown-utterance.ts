/** One utterance on somebody's screen, and how long reading it takes. */
import { speakingMs } from '../engine/policy.ts';

/** Reading goes at the pace of speech. */
export const msPerCharacter = 1000 / 15;

export type ShownUtterance = {
  id: string;
  text: string;
  /** In characters; null while the other end has said nothing of it. */
  shown: number | null;
  begun: boolean;
  closed: boolean;
  /** When somebody at a steady pace begins to read it, and has read what was sent. */
  readFrom: number;
  readUntil: number;
  /** The end that was announced, and the latest that can be. */
  dueAt: number;
  dueAtMax: number;
  mark: number;
  cancelTimer(): void;
};

export function newUtterance(id: string, readFrom: number): ShownUtterance {
  const readUntil = readFrom + speakingMs('');
  const times = { readFrom, readUntil, dueAt: 0, dueAtMax: 0 };
  return { id, text: '', shown: null, begun: false, closed: false, ...times, mark: 0, cancelTimer: () => {} };
}

export function readingMs(characters: number): number {
  return Math.round(characters * msPerCharacter);
}
