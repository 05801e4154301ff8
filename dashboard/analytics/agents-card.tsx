import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AnalyticsAnswer } from '../../contract/routes/analytics.ts';
import { endedReasonWords } from '../../contract/why-ended.ts';
import { api } from '../api.ts';
import { Card } from '../ui/card.tsx';
import { heardShare, percent, seriesOf, shownMs } from './chart-data.ts';
import { MixBar } from './charts.tsx';

const columns = [
  'Calls',
  'Minutes',
  'Why they ended',
  'Silence',
  'Caller hung up',
  'Goodbye heard',
  'Taken back',
  'Refused',
  'Hang-up, 9 of 10',
];

/** The same for each agent: which of them is hung up on, or ends in silence. */
export function AgentsCard({ answer }: { answer: AnalyticsAnswer }) {
  const agents = useQuery(api.agents.list.queryOptions({ input: { limit: 200 } }));
  const names = new Map(agents.data?.items.map(({ id, name }) => [id, name]));
  // The colours of the chart above: the mix of all calls, in its order.
  const order = seriesOf(answer.over_time, (of) => of.ended_reasons, endedReasonWords);
  return (
    <Card title="Agents">
      <div className="overflow-x-auto" tabIndex={0} role="group" aria-label="Agents, a table">
        <table className="w-full min-w-[52rem] border-collapse">
          <thead>
            <tr className="border-b text-left text-[12px] text-muted">
              <th scope="col" className="py-1.5 pr-2 font-medium">
                Agent
              </th>
              {columns.map((name) => (
                <th
                  key={name}
                  scope="col"
                  className={`px-2 py-1.5 font-medium ${name === 'Why they ended' ? '' : 'text-right'}`}
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.agents.map(({ agent_id: id, ...of }) => {
              const mix = order.map(({ word, name }) => ({
                name,
                total: word === null ? 0 : (of.ended_reasons[word as keyof typeof of.ended_reasons] ?? 0),
              }));
              const cells = [
                percent(of.ended_reasons.silence_timeout ?? 0, of.calls),
                percent(of.ended_reasons.caller_hangup ?? 0, of.calls),
                heardShare(of),
                of.rescues.times.toLocaleString(),
                of.vetoes.calls.toLocaleString(),
                shownMs(of.hang_ups.latency_ms?.p90),
              ];
              return (
                <tr key={id} className="border-b last:border-0">
                  <th scope="row" className="max-w-56 truncate py-2 pr-2 text-left font-normal">
                    <Link to="/agents/$agentId" params={{ agentId: id }} className="underline underline-offset-2">
                      {names.get(id) ?? id}
                    </Link>
                  </th>
                  <td className="px-2 text-right">{of.calls.toLocaleString()}</td>
                  <td className="px-2 text-right">{Math.round(of.seconds / 60).toLocaleString()}</td>
                  <td className="min-w-32 px-2">
                    <MixBar series={mix} />
                    <span className="sr-only">
                      {mix.flatMap(({ name, total }) => (total > 0 ? [`${name}: ${total}`] : [])).join(', ')}
                    </span>
                  </td>
                  {cells.map((cell, index) => (
                    <td key={columns[index + 3]} className="px-2 text-right tabular-nums">
                      {cell}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
