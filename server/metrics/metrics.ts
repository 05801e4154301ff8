/** What Prometheus reads. Each server has its own registry; others add their counters to it. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CallRecord } from '../../contract/call.ts';
import type { LogEntry } from '../session/log.ts';
import type { Switchboard } from '../calls/switchboard.ts';

export type Metrics = {
  /** For counters of others, such as those of webhooks. */
  registry: Registry;
  /** The call of a dead process was taken over. */
  takenOver(carrier: string): void;
  /** A leg was looked for after the end of its call: found to be down, or not. */
  lookedForLeg(carrier: string, down: boolean): void;
  request(facts: { method: string; route: string; status: number; seconds: number }): void;
};

export function newMetrics(switchboard: Pick<Switchboard, 'size' | 'watchAll'>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number): Gauge =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('ringoff_calls_live', 'Calls that are up in this process.', () => switchboard.size);
  gauge('process_resident_memory_bytes', 'Resident memory of this process.', () => process.memoryUsage.rss());
  const requests = new Histogram({
    name: 'ringoff_http_request_seconds',
    help: 'Requests by route and status, and how long they took.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10],
    registers,
  });
  const takeovers = new Counter({
    name: 'ringoff_takeovers_total',
    help: 'Calls of dead processes that this one took over, by carrier.',
    labelNames: ['carrier'],
    registers,
  });
  const looks = new Counter({
    name: 'ringoff_leg_watch_total',
    help: 'Looks at legs that were not proved to be down at the end of their call, by what was found.',
    labelNames: ['carrier', 'found'],
    registers,
  });
  const countCall = callCounters(registers);
  const unproved = new Counter({
    name: 'ringoff_hang_ups_unproved_total',
    help: 'Calls that ended without proof that their line is down: somebody should look.',
    registers,
  });
  switchboard.watchAll((event) => {
    if (event.type === 'ended' && event.record) countCall(event.record);
    if (event.type === 'entry' && leavesDoubt(event.entry)) unproved.inc();
  });
  return {
    registry,
    takenOver: (carrier) => takeovers.inc({ carrier }),
    lookedForLeg: (carrier, down) => looks.inc({ carrier, found: down ? 'down' : 'unproved' }),
    request: ({ method, route, status, seconds }) => requests.observe({ method, route, status: `${status}` }, seconds),
  };
}

function leavesDoubt(entry: LogEntry): boolean {
  return 'effects' in entry && entry.effects.some(({ type }) => type === 'watch_leg');
}

/** Counts what the record of an ended call tells. */
function callCounters(registers: Registry[]): (record: CallRecord) => void {
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const ended = counter('ringoff_calls_ended_total', 'Ended calls by ended reason.', 'ended_reason');
  const farewells = counter('ringoff_farewells_total', 'Ended calls by what was heard of the farewell.', 'heard');
  const vetoes = counter('ringoff_vetoes_total', 'Ends that the guard refused, by reason.', 'reason');
  const rescues = counter('ringoff_rescues_total', 'Ends that callers took back.');
  const leaked = counter('ringoff_leaked_seconds_total', 'Seconds that lines stayed open after their first hang-up.');
  const latency = new Histogram({
    name: 'ringoff_hang_up_seconds',
    help: 'From the first attempt to hang up to its proof.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers,
  });
  return (record) => {
    ended.inc({ ended_reason: record.ended_reason });
    farewells.inc({ heard: record.farewell.heard });
    for (const { reason } of record.vetoes) vetoes.inc({ reason });
    rescues.inc(record.farewell.rescues);
    leaked.inc(record.hang_up.leaked_seconds);
    if (record.hang_up.attempts > 0) latency.observe(record.hang_up.latency_ms / 1000);
  };
}
