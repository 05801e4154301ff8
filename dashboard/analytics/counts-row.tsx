import type { CallCounts } from '../../contract/routes/analytics.ts';
import { heardShare, percent, shownMs } from './chart-data.ts';

/** What is asked first, each with what it means. */
export function CountsRow({ total }: { total: CallCounts }) {
  const { farewells, rescues, vetoes, hang_ups: hangUps } = total;
  const minutes = total.seconds / 60;
  const facts = [
    {
      name: 'Calls',
      value: total.calls.toLocaleString(),
      about: `${minutes.toLocaleString(undefined, { maximumFractionDigits: minutes < 10 ? 1 : 0 })} minutes`,
    },
    {
      name: 'Goodbye heard',
      value: heardShare(total),
      about:
        farewells.unheard === 0
          ? 'No caller missed it'
          : `${farewells.unheard.toLocaleString()} missed it, or part of it`,
    },
    {
      name: 'Line proved down',
      value: percent(hangUps.asked - hangUps.unconfirmed, hangUps.asked),
      about:
        hangUps.leaked_seconds >= 1
          ? `Open ${Math.round(hangUps.leaked_seconds).toLocaleString()} s too long`
          : 'None stayed open too long',
    },
    {
      name: 'Hang-up, 9 of 10 within',
      value: shownMs(hangUps.latency_ms?.p90),
      about: hangUps.latency_ms ? `Half within ${shownMs(hangUps.latency_ms.p50)}` : 'Nothing was hung up',
    },
    {
      name: 'Taken back',
      value: rescues.times.toLocaleString(),
      about: `By the caller, in ${percent(rescues.calls, total.calls)} of calls`,
    },
    {
      name: 'Refused as too early',
      value: vetoes.calls.toLocaleString(),
      about: `By the guard, in ${percent(vetoes.calls, total.calls)} of calls`,
    },
  ];
  return (
    <section aria-label="In short" className="card grid grid-cols-2 overflow-hidden md:grid-cols-3 xl:grid-cols-6">
      {facts.map(({ name, value, about }) => (
        <div key={name} className="-mt-px -ml-px border-t border-l p-4">
          <h2 className="text-muted">{name}</h2>
          <p className="mt-0.5 text-[20px] leading-7 font-semibold tabular-nums">{value}</p>
          <p className="text-[12px] text-muted">{about}</p>
        </div>
      ))}
    </section>
  );
}
