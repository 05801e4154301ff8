/** Where the offline ear's program and its English are. */
import { existsSync } from 'node:fs';
import { findProgram } from './program.ts';
import type { Env } from './speech-provider.ts';

export const earProgram = 'pocketsphinx_continuous';

/** Where the packages of Debian, Ubuntu and Homebrew put the English words. */
const dictionaries = [
  '/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict',
  '/usr/local/share/pocketsphinx/model/en-us/cmudict-en-us.dict',
  '/opt/homebrew/share/pocketsphinx/model/en-us/cmudict-en-us.dict',
];

/** Null when one of the two is missing. */
export function earFound(env: Env): { program: string; dictionary: string } | null {
  const program = findProgram(earProgram, env);
  const dictionary = dictionaries.find((path) => existsSync(path));
  return program && dictionary ? { program, dictionary } : null;
}
