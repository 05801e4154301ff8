import { Link } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import type { Replays } from '../../contract/routes/replays.ts';
import { capital } from '../call/why.ts';
import { shownLength } from '../../contract/shown-time.ts';
import { shownAt } from '../time.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/notice.tsx';
import { changesInAddress, type EndingChanges, fitsAddress } from './ending-changes.ts';
import { changeWords, reasonOf, restSentences } from '../../contract/replay-words.ts';

/** More are shown by and by. */
const shownAtOnce = 50;

type Props = {
  replays: Replays;
  changes: EndingChanges;
  /** In a tab of its own, where something is left unsaved here. */
  newTab?: boolean;
};

/** The calls that would have ended otherwise; each leads to its page, where it is replayed with the same settings. */
export function ReplayResults({ replays, changes, newTab = false }: Props) {
  const { items } = replays;
  const [shown, setShown] = useState(shownAtOnce);
  return (
    <div className="space-y-3">
      {restSentences(replays).map((sentence) => (
        <p key={sentence} className="text-muted">
          {sentence}
        </p>
      ))}
      {items.length > 0 && !fitsAddress(changes) && (
        <p className="text-muted">There is too much different for an address: the calls open without it.</p>
      )}
      {items.length === 0 && <Empty>None of them.</Empty>}
      {items.length > 0 && (
        <ul aria-label="Calls that would have ended otherwise" className="divide-y rounded-lg border">
          {items.slice(0, shown).map((item) => (
            <li key={item.call_id}>
              <Link
                to="/calls/$callId"
                params={{ callId: item.call_id }}
                search={changesInAddress(changes)}
                {...(newTab && { target: '_blank', rel: 'noopener' })}
                className="block space-y-1 px-3 py-2 hover:bg-soft focus-visible:-outline-offset-2"
              >
                <span className="flex flex-wrap items-center gap-1.5">
                  <Badge tone={item.change === 'same' ? 'plain' : 'warn'}>{changeWords(item)}</Badge>
                  {item.other_reason && item.change !== 'same' && <Badge>another reason</Badge>}
                  <time dateTime={item.started_at} className="ml-auto text-muted">
                    {shownAt(item.started_at)} · version {item.agent_version}
                  </time>
                </span>
                <span className="grid gap-x-3 sm:grid-cols-[1fr_auto_1fr]">
                  <EndTold ending={item.was} />
                  <ArrowRight aria-label="would have been" className="size-4 text-muted max-sm:rotate-90" />
                  <EndTold ending={item.would_be} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {items.length > shown && (
        <Button onClick={() => setShown(shown + shownAtOnce)}>Show more of {items.length}</Button>
      )}
    </div>
  );
}

function EndTold({ ending }: { ending: Replays['items'][number]['was'] }) {
  return (
    <span className="min-w-0">
      <span className="font-medium tabular-nums">{shownLength(ending.ended_at_seconds)}</span>{' '}
      {capital(reasonOf(ending))}
    </span>
  );
}
