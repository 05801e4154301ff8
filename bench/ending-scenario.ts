/** What a scenario is, and what is known of a call that was played: the same for every system. */
import type { FakeTools } from '../server/testing/fake-tools.ts';
import type { Rule } from '../server/testing/agents.ts';
import type { Caller } from './ending-caller.ts';
import type { CallerSpeech, HeardWord, Phone } from './ending-phone.ts';

export type Scenario = {
  name: string;
  /** What a caller, or whoever pays for the line, expects; a sentence. */
  demand: string;
  /** What the model says and calls. */
  script: readonly Rule[];
  setting?: Setting;
  caller(caller: Caller): Promise<void>;
  /** What is wrong with the call; null when it is as it should be. */
  fault(call: PlayedCall): string | null;
};

export type Setting = {
  /** The line is given up after this much silence. */
  silenceSeconds?: number;
  /** Ours alone: nobody else has it. */
  noWordsSeconds?: number;
  capSeconds?: number;
  tools?: FakeTools;
  /** The main voice fails at sentences that hold this. */
  voiceFailsAt?: string;
  /** And no other voice works either. */
  noBackup?: boolean;
};

export type PlayedCall = {
  words: readonly HeardWord[];
  /** All words that were heard, a cut one with its dash. */
  heard: string;
  speeches: readonly CallerSpeech[];
  /** Null: the line was still up at the end of the scenario. */
  down: Phone['down'];
  hangUps: number;
  /** What the system's own record says that its agent said. */
  recorded: string;
};

/** A system under test. */
export type System = {
  name: string;
  /** Takes the call: the agent greets. */
  start(phone: Phone, scenario: Scenario): Promise<RunningCall>;
};

export type RunningCall = {
  /** What the agent said, as the record of the system tells it, once the call is over for it. */
  recorded(): Promise<string>;
  /** Lets go of everything. */
  close(): Promise<void>;
};

export const greeting = 'Hello.';
/** A share of a word's sound by which it counts as heard to its end: a frame may be lost at a border. */
const wholeShare = 0.95;

export function playedCall(
  phone: Pick<Phone, 'words' | 'speeches' | 'down' | 'hangUps'>,
  recorded: string,
): PlayedCall {
  const words = phone.words();
  const heard = words.map(({ text, share }) => (share >= wholeShare ? text : `${text}–`)).join(' ');
  const { speeches, down, hangUps } = phone;
  return { words, heard, speeches, down, hangUps, recorded };
}
