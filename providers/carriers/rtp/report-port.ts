/** The socket of RTCP: our report every five seconds and a goodbye, the far end's when they come from where its sound is. */
import type { Socket } from 'node:dgram';
import type { Reports } from './reports.ts';
import type { Source } from './source-latch.ts';

export type ReportPort = {
  /** False for what is no report of the far end. `own`: it came to this port, and so shows where reports go. */
  take(bytes: Buffer, source: Source, own: boolean): boolean;
  /** Every 20 ms. */
  tick(): void;
  /** Says goodbye when the session was connected, and lets go of the port. */
  close(connected: boolean): void;
};

const reportTicks = 250; // 5 s

/** `remote`: where sound goes; `onFault`: the system did not take a report. */
export function reportPort(
  socket: Socket,
  reports: Reports,
  options: { remote: () => Source; firstTicks: number; onFault: () => void },
): ReportPort {
  let ticksLeft = options.firstTicks % reportTicks;
  let shown: Source | null = null;

  const send = (bye: boolean, done: () => void): void => {
    const { address, port } = options.remote();
    const to = shown?.address === address ? shown : { address, port: port + 1 };
    if (port === 0 || to.port > 65_535) return done();
    socket.send(reports.write(bye), to.port, to.address, (error) => {
      if (error) options.onFault();
      done();
    });
  };

  return {
    take(bytes, source, own) {
      if (source.address !== options.remote().address || !reports.take(bytes)) return false;
      if (own) shown = { address: source.address, port: source.port };
      return true;
    },
    tick() {
      if (ticksLeft-- > 0) return;
      ticksLeft = reportTicks - 1;
      send(false, () => undefined);
    },
    close(connected) {
      if (connected) send(true, () => socket.close());
      else socket.close();
    },
  };
}
