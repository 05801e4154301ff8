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
/** The greeting is over by then. */
const pressAtMs = 2_500;
/** Between the beginnings of two calls, and between their ends: all are up when the first one ends. */
const apartMs = 100;
const msMax = 30_000;

/** Throws when a call does not end by our BYE, or the voice that was measured beforehand never speaks. */
export async function benchHangUp(): Promise<Row[]> {
  const voice = await spokenGoodbye();
  const server = await startPhoneServer();
  const callers = await startPhoneCallers();
  try {
    await atOnce(server, callers, 30); // Workers start, code is compiled.
    const rows: Row[] = [];
    let others = 0;
    for (const { calls, rounds } of loads) {
      const beyond: number[] = [];
      for (let round = 0; round < asked(rounds); round++) {
        const told = (await atOnce(server, callers, calls)).map((call) => beyondOf(call, voice));
        others += told.filter((ms) => ms === null).length;
        beyond.push(...told.filter((ms) => ms !== null));
      }
      rows.push(...percentiles(calls, beyond));
    }
    return [
      ...rows,
      { name: 'silence at the end of the voice’s own sound', value: voice.silentMs, unit: 'ms' },
      { name: 'calls not counted: the voice was late, and another one or none spoke', value: others, unit: 'calls' },
    ];
  } finally {
    callers.close();
    await server.close();
  }
}

function atOnce({ to }: PhoneServer, callers: PhoneCallers, calls: number): Promise<CallTold[]> {
  return Promise.all(
    Array.from({ length: calls }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * apartMs));
      return callers.call({ to, pressAtMs: pressAtMs + calls * apartMs, msMax });
    }),
  );
}

/** Null when it was not the whole farewell by the expected voice that was heard. */
function beyondOf({ endedAt, lastAudibleAt, audibleSinceKey, by, cause }: CallTold, voice: Spoken): number | null {
  if (by !== 'caller') throw new Error(`a call ended by ${by}: ${cause}`);
  if (lastAudibleAt === null || audibleSinceKey !== voice.audibleFrames) return null;
  return endedAt - lastAudibleAt - voice.silentMs - listenMs;
}

type Spoken = { audibleFrames: number; silentMs: number };

/** In whole frames, as the line sends it. */
async function spokenGoodbye(): Promise<Spoken> {
  const sound = await soundOf(goodbye);
  const isAudible = Array.from({ length: Math.ceil(sound.length / frameSamples) }, (_, frame) =>
    sound.subarray(frame * frameSamples, (frame + 1) * frameSamples).some((sample) => Math.abs(sample) > inaudiblePeak),
  );
  const silentFrames = isAudible.length - 1 - isAudible.lastIndexOf(true);
  return { audibleFrames: isAudible.filter(Boolean).length, silentMs: silentFrames * frameMs };
}

function percentiles(calls: number, values: readonly number[]): Row[] {
  if (values.length === 0) throw new Error(`of ${calls} calls none was spoken to in time by the voice of the agent`);
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
