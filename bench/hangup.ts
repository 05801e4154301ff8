/**
 * From the last audible frame of the farewell to BYE, both as they arrive at the caller's sockets, less what is meant to
 * be between them: the silence at the end of the voice's own sound, and the listen window, in which the tail is sent.
 * At 1, 10 and 30 calls that end at once. RINGOFF_BENCH_ROUNDS sets how often. Source: design proof.md, ending.md section 8.
 */
import { inaudiblePeak } from '../server/testing/caller-sound.ts';
import { type CallTold, type PhoneCallers, startPhoneCallers } from '../server/testing/phone-callers.ts';
import { goodbye, soundOf } from '../server/testing/phone-world.ts';
import { type PhoneServer, startPhoneServer } from './phone-server.ts';
import type { Row } from './row.ts';

/** `rescue.listen_ms` of an agent that says nothing else; the tail of 200 ms is sent meanwhile. */
const listenMs = 500;
const frameMs = 20;
const frameSamples = 160;
/** How many calls at once, and how often: the 99th percentile of a few values is the worst of them. */
const loads = [
  { calls: 1, rounds: 20 },
  { calls: 10, rounds: 4 },
  { calls: 30, rounds: 3 },
] as const;
/** Greeting and start of workers are over by then. */
const pressAtMs = 2_500;
/** Keys of calls at once are spread over this time: nobody's callers press in the same millisecond. */
const spreadMs = 1_000;
const msMax = 30_000;

/** Throws when a call does not end by our BYE. */
export async function benchHangUp(): Promise<Row[]> {
  const silentMs = await silenceAtTheEnd();
  const server = await startPhoneServer();
  const callers = await startPhoneCallers();
  try {
    await atOnce(server, callers, 30); // Workers start, code is compiled.
    const rows: Row[] = [];
    let silent = 0;
    for (const { calls, rounds } of loads) {
      const beyond: number[] = [];
      for (let round = 0; round < asked(rounds); round++) {
        const told = await atOnce(server, callers, calls);
        silent += told.filter(({ lastAudibleAt }) => lastAudibleAt === null).length;
        beyond.push(...told.flatMap((call) => beyondOf(call) ?? []).map((ms) => ms - silentMs - listenMs));
      }
      rows.push(...percentiles(calls, beyond));
    }
    return [
      ...rows,
      { name: 'silence at the end of the voice’s own sound', value: silentMs, unit: 'ms' },
      { name: 'calls in which the voice gave no sound in time, not counted above', value: silent, unit: 'calls' },
    ];
  } finally {
    callers.close();
    await server.close();
  }
}

function atOnce({ to }: PhoneServer, callers: PhoneCallers, calls: number): Promise<CallTold[]> {
  const press = (index: number): number => pressAtMs + (index * spreadMs) / calls;
  return Promise.all(Array.from({ length: calls }, (_, index) => callers.call({ to, pressAtMs: press(index), msMax })));
}

function beyondOf({ endedAt, lastAudibleAt, by, cause }: CallTold): number | null {
  if (by !== 'caller') throw new Error(`a call ended by ${by}: ${cause}`);
  return lastAudibleAt === null ? null : endedAt - lastAudibleAt;
}

/** In whole frames, as the line sends it. */
async function silenceAtTheEnd(): Promise<number> {
  const sound = await soundOf(goodbye);
  const lastAudible = sound.findLastIndex((sample) => Math.abs(sample) > inaudiblePeak);
  return (Math.ceil(sound.length / frameSamples) - 1 - Math.floor(lastAudible / frameSamples)) * frameMs;
}

function percentiles(calls: number, values: readonly number[]): Row[] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  const name = calls === 1 ? '1 call' : `${calls} calls`;
  return [
    { name: `p99 ${name}`, value: at(0.99), unit: 'ms' },
    { name: `p50 ${name}`, value: at(0.5), unit: 'ms' },
  ];
}

function asked(rounds: number): number {
  const wanted = Number(process.env['RINGOFF_BENCH_ROUNDS'] ?? rounds);
  return Number.isInteger(wanted) && wanted > 0 ? wanted : rounds;
}
