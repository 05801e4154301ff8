/** A process under `bench rtp`: calls in pairs that speak to each other, or a rival that only takes processor time. */
import { type Lateness, frameTicker } from '../providers/carriers/rtp/frame-ticker.ts';
import { type Priority, raisePriority } from '../providers/carriers/rtp/raise-priority.ts';
import { openRtpSession, type RtpSession } from '../providers/carriers/rtp/session.ts';
import { systemClock } from '../providers/clock.ts';

export type Measured = { lateness: Lateness; arrivedShare: number; cpuShare: number; priority: Priority };

/** Until code is compiled. */
const warmUpMs = 2_000;

const [role, calls, seconds] = process.argv.slice(2) as [string, string, string];
process.on('disconnect', () => process.exit(1));
if (role === 'rival') compete();
else process.send?.(await measure(role === 'raised' ? await raisePriority() : 'usual', Number(calls), Number(seconds)));

/** Half a second at a time, so that the end of the parent is noticed. */
function compete(): void {
  const until = performance.now() + 500;
  while (performance.now() < until);
  setImmediate(compete);
}

async function measure(priority: Priority, callsWanted: number, secondsWanted: number): Promise<Measured> {
  const ticker = frameTicker(systemClock, (error) => {
    throw error;
  });
  const sessions = await Promise.all(
    Array.from({ length: callsWanted }, () =>
      openRtpSession({
        ports: { address: '127.0.0.1', portMin: 20_000, portMax: 29_999 },
        ticker,
        clock: systemClock,
        quietMsMax: 60_000,
        onEvent: () => undefined,
      }),
    ),
  );
  for (const [index, session] of sessions.entries()) connect(session, sessions[index ^ 1] ?? session);
  await pass(warmUpMs);
  ticker.resetLateness();
  const cpu = process.cpuUsage();
  await pass(secondsWanted * 1000);
  const { user, system } = process.cpuUsage(cpu);
  const lateness = ticker.lateness();
  const stats = sessions.map((session) => session.stats());
  const sum = (of: (one: (typeof stats)[number]) => number): number => stats.reduce((all, one) => all + of(one), 0);
  return {
    lateness,
    arrivedShare: sum((one) => one.receivedPackets) / sum((one) => one.sentPackets),
    cpuShare: (user + system) / 1e6 / secondsWanted,
    priority,
  };
}

function connect(session: RtpSession, other: RtpSession): void {
  session.connect({ ...other.local, codec: 'PCMU', payload: 0, events: 101, sends: true, receives: true });
  session.playout.push(
    1,
    Int16Array.from({ length: 8_000 * 100 }, (_, at) => (at % 97) * 100),
  );
}

function pass(ms: number): Promise<void> {
  return new Promise((resolve) => {
    systemClock.after(ms, resolve);
  });
}
