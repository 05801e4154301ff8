/** Many calls: short ones of which nothing stays, thirty at once whose frames leave on time, and one within a flood. */
import { callerSays } from '../../providers/speech/testing/caller.ts';
import {
  type CallPlan,
  type CallTold,
  type PhoneCallers,
  startPhoneCallers,
} from '../../server/testing/phone-callers.ts';
import { childrenOf, openFilesOf } from '../../server/testing/processes.ts';
import { type PhoneServer, startPhoneServer } from '../phone-server.ts';
import { allOf, type Finding, finding } from './finding.ts';
import { startFlood } from './flood.ts';

export type LoadSizes = { shortCallsPerMinute: number; shortSeconds: number; longCalls: number; longSeconds: number };

const shortPressMs = 1_000;
/** Transactions are remembered for 32 s (RFC 3261, timers H and J), and frames are told of every 10 s. */
const restMs = 45_000;
const callMsMax = 120_000;
const floodSeconds = 10;
const invitesPerSecond = 2_000;

export async function proveLoad(sizes: LoadSizes): Promise<Finding[]> {
  const server = await startPhoneServer();
  const callers = await startPhoneCallers();
  try {
    await Promise.all(Array.from({ length: 10 }, () => callers.call(shortCall(server))));
    return [
      ...(await shortCalls(server, callers, sizes)),
      ...(await longCalls(server, callers, sizes)),
      ...(await withinFlood(server, callers)),
    ];
  } finally {
    callers.close();
    await server.close();
  }
}

const shortCall = ({ to }: PhoneServer): CallPlan => ({ to, pressAtMs: shortPressMs, msMax: callMsMax });
const endedByUs = ({ by, audibleFrames }: CallTold): boolean => by === 'caller' && audibleFrames > 20; // It is our BYE that came.

async function shortCalls(
  server: PhoneServer,
  callers: PhoneCallers,
  { shortCallsPerMinute, shortSeconds }: LoadSizes,
): Promise<Finding[]> {
  await pause(restMs);
  const before = await openIn(server);
  const count = Math.round((shortCallsPerMinute * shortSeconds) / 60);
  const calls = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      await pause((index * 60_000) / shortCallsPerMinute);
      return callers.call(shortCall(server));
    }),
  );
  await pause(restMs);
  const after = await openIn(server);
  return [
    allOf(
      `short calls, ${shortCallsPerMinute} a minute, with a farewell and our BYE`,
      calls.filter(endedByUs).length,
      count,
    ),
    ...Object.entries(after).map(([kind, open]) =>
      finding(`${kind} more than before`, open - (before[kind] ?? 0), '', 0),
    ),
  ];
}

/** What must not grow. Timers and sockets are among Node's resources. */
async function openIn({ pid, metrics }: PhoneServer): Promise<Record<string, number>> {
  const told = await metrics();
  const kinds = [...told].flatMap(([name, value]) => {
    const kind = /^ringoff_phone_open\{kind="(.+)"\}$/.exec(name)?.[1];
    return kind === undefined ? [] : [[kind, value] as const];
  });
  const [phone] = childrenOf(pid, 'phone-process.ts');
  return {
    ...Object.fromEntries(kinds),
    'files of the telephone': openFilesOf(phone!.pid),
    'live calls': told.get('ringoff_calls_live') ?? NaN,
  };
}

async function longCalls(
  server: PhoneServer,
  callers: PhoneCallers,
  { longCalls: count, longSeconds }: LoadSizes,
): Promise<Finding[]> {
  const before = await server.metrics();
  const pcm = await callerSays('wait one more thing');
  const says = Array.from({ length: Math.floor(longSeconds / 10) }, (_, index) => ({
    atMs: 3_000 + index * 10_000,
    pcm,
  }));
  const plan = { to: server.to, says, pressAtMs: longSeconds * 1_000, msMax: longSeconds * 1_000 + callMsMax };
  const calls = await Promise.all(Array.from({ length: count }, () => callers.call(plan)));
  await pause(11_000);
  const after = await server.metrics();
  const grown = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  const lateShare = grown('ringoff_frames_late_total') / Math.max(1, grown('ringoff_frames_total'));
  const arrivedLate = calls.map(({ lateP99Ms }) => lateP99Ms).sort((a, b) => a - b);
  return [
    allOf(`calls at once for ${longSeconds} s, callers speaking, with our BYE`, calls.filter(endedByUs).length, count),
    finding(`ticks 20 ms late or more, of ${grown('ringoff_frames_total')}`, lateShare * 100, '%', 1),
    finding('p99 of frames’ distance beyond 20 ms as they arrive, worst call', arrivedLate.at(-1) ?? NaN, 'ms', 20),
  ];
}

/** From one source, of which all are trusted and none goes on: the worst case. */
async function withinFlood(server: PhoneServer, callers: PhoneCallers): Promise<Finding[]> {
  const alone = await callers.call({ to: server.to, pressAtMs: 2_000, msMax: callMsMax });
  const call = callers.call({ to: server.to, pressAtMs: 2_000 + floodSeconds * 1_000, msMax: callMsMax });
  await pause(1_000);
  const flood = await startFlood(server.to, invitesPerSecond, floodSeconds);
  const told = await call;
  await flood.over;
  const turnedAway = (await server.metrics()).get('ringoff_sip_turned_away{why="excess"}') ?? 0;
  return [
    {
      name: `INVITE flood, ${invitesPerSecond} a second`,
      value: `${flood.sent()} sent`,
      promised: '',
      holds: turnedAway > 0,
    },
    allOf('the call within it had its farewell and our BYE', endedByUs(told) ? 1 : 0, 1),
    finding('its audible frames that are missing', alone.audibleFrames - told.audibleFrames, '', 2),
    finding('p99 of its frames’ distance beyond 20 ms', told.lateP99Ms, 'ms', 20),
  ];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
