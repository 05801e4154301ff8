import type { CallReplay } from '../../contract/routes/replays.ts';
import { heardShown } from '../../contract/why-ended.ts';
import { capital } from '../call/why.ts';
import { reasonOf } from '../../contract/replay-words.ts';
import { shownInstant } from './headline.ts';

type Ending = CallReplay['was'];

const rows: readonly { name: string; of: (ending: Ending) => string }[] = [
  { name: 'Ended at', of: (ending) => shownInstant(ending.ended_at_seconds) },
  { name: 'Decided at', of: (ending) => shownInstant(ending.decided_at_seconds) },
  { name: 'Why', of: (ending) => capital(reasonOf(ending)) },
  { name: 'Evidence', of: ({ evidence }) => evidence || 'none' },
  { name: 'Goodbye', of: ({ farewell_heard: heard }) => capital(heardShown[heard]) },
  { name: 'Ends refused', of: ({ vetoes }) => String(vetoes) },
  { name: 'Taken back', of: ({ rescues }) => String(rescues) },
];

/** Both ends beside each other. */
export function EndingsTable({ was, wouldBe }: { was: Ending; wouldBe: Ending }) {
  return (
    <table className="w-full table-fixed text-left" aria-label="Both ends">
      <thead className="text-muted">
        <tr>
          <td className="w-24 py-1.5 sm:w-28" />
          <th scope="col" className="py-1.5 pr-3 font-normal">
            As it was
          </th>
          <th scope="col" className="py-1.5 font-normal">
            With these settings
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, of }) => {
          const [before, after] = [of(was), of(wouldBe)];
          if (before === '0' && after === '0') return null;
          return (
            <tr key={name} className="border-t align-top">
              <th scope="row" className="py-1.5 font-normal text-muted">
                {name}
              </th>
              <td className="py-1.5 pr-3 break-words">{before}</td>
              <td className={`py-1.5 break-words ${before === after ? 'text-muted' : 'font-medium'}`}>{after}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
