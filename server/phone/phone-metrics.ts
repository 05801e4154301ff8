/** What Prometheus reads of our own telephone: what is open in its process, and whether sound leaves on time. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { FrameLateness, PhoneReport } from './phone-messages.ts';
import type { Phone } from './phone.ts';

export type PhoneMetrics = {
  countFrames(lateness: FrameLateness): void;
  watch(phone: Pick<Phone, 'report'>): void;
};

export function newPhoneMetrics(registry: Registry): PhoneMetrics {
  const registers = [registry];
  const frames = new Counter({ name: 'ringoff_frames_total', help: 'Ticks of the 20 ms clock of sound.', registers });
  const late = new Counter({
    name: 'ringoff_frames_late_total',
    help: 'Ticks that came 20 ms late or more.',
    registers,
  });
  const p99 = new Gauge({
    name: 'ringoff_frame_lateness_seconds',
    help: 'How late ticks were in the last ten seconds with calls, 99th percentile.',
    registers,
  });
  return {
    countFrames(lateness) {
      frames.inc(lateness.frames);
      late.inc(lateness.lateFrames);
      p99.set(lateness.p99Ms / 1000);
    },
    watch(phone) {
      const gauge = (name: string, help: string, label: string, read: (report: PhoneReport) => Counts): Gauge =>
        new Gauge({
          name,
          help,
          labelNames: [label],
          registers,
          async collect() {
            const report = await phone.report();
            this.reset();
            for (const [kind, count] of Object.entries(report ? read(report) : {})) this.set({ [label]: kind }, count);
          },
        });
      gauge(
        'ringoff_phone_open',
        'What the process of the telephone has open, by kind.',
        'kind',
        ({ resources, turnedAway: _, ...counts }) => ({ ...counts, ...resources }),
      );
      gauge(
        'ringoff_sip_turned_away',
        'SIP messages that were not taken since the process of the telephone began, by reason.',
        'why',
        ({ turnedAway }) => turnedAway,
      );
    },
  };
}

type Counts = Readonly<Record<string, number>>;
