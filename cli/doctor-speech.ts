/** What `ringoff doctor` says about ears and voices: programs that need no key, and keys. */
import { usualKeyName, type SpeechVendor } from '../providers/speech/key.ts';
import { earFound, earProgram } from '../providers/speech/offline-ear-program.ts';
import { voiceEngines } from '../providers/speech/offline-voice.ts';
import { findProgram } from '../providers/speech/program.ts';
import type { Finding } from './doctor.ts';

const howToInstall = 'Optional, for calls with sound and no key: sh scripts/install-peers.sh';

export function speechFindings(): Finding[] {
  const { env } = process;
  return [
    program('offline ear', earProgram, earFound(env) !== null),
    ...voiceEngines.map((engine) => program('offline voice', engine, findProgram(engine, env) !== null)),
    ...Object.entries(usualKeyName).map(([vendor, keyName]) => key(vendor as SpeechVendor, keyName)),
  ];
}

function program(what: string, name: string, found: boolean): Finding {
  const detail = found ? `${name} found` : `${name} not found`;
  return { what, state: found ? 'ok' : 'missing', detail, todo: found ? '' : howToInstall };
}

function key(vendor: SpeechVendor, keyName: string): Finding {
  const there = Boolean(process.env[keyName]);
  const todo = there ? '' : `Optional: set ${keyName} for agents that listen or speak by ${vendor}.`;
  return {
    what: `${vendor} speech`,
    state: there ? 'ok' : 'missing',
    detail: there ? `${keyName} is set` : 'no key',
    todo,
  };
}
