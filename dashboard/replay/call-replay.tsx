import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Agent } from '../../contract/agent.ts';
import type { CallRecord } from '../../contract/call.ts';
import type { TimelineEntry } from '../../contract/routes/calls.ts';
import type { CallReplay as Replay } from '../../contract/routes/replays.ts';
import { DraftProvider, useDraft } from '../agents/draft.tsx';
import { api } from '../api.ts';
import { Timeline } from '../call/timeline.tsx';
import { buttonLook } from '../ui/button.tsx';
import { FaultNotice, Loading } from '../ui/notice.tsx';
import { ComparedTimeline } from './compared-timeline.tsx';
import { changesInAddress, fitsAddress, isChanged, withChanges } from './ending-changes.ts';
import { EndingsTable } from './endings-table.tsx';
import { replaySentence } from '../../contract/replay-words.ts';
import { headline, shownInstant } from './headline.ts';
import { SettingForm } from './setting-form.tsx';
import { useChanges } from './use-changes.ts';

type Props = { record: CallRecord; entries: readonly TimelineEntry[] };

/** The call beside what would have become of it with other settings. What is different stands in the address. */
export function CallReplay({ record, entries }: Props) {
  const { with: changes = {} } = useSearch({ from: '/shell/calls/$callId' });
  const [first] = useState(changes);
  const found = useQuery({
    ...api.agents.get.queryOptions({ input: { id: record.agent_id, version: record.agent_version } }),
    staleTime: Infinity,
  });
  if (found.isPending) return <Loading what="the settings of this call" />;
  if (!found.data) return <FaultNotice error={found.error} retry={() => void found.refetch()} />;
  const { agent } = found.data;
  return (
    <DraftProvider saved={agent} first={isChanged(first) ? withChanges(agent, first) : agent}>
      <Replayed record={record} entries={entries} saved={agent} />
    </DraftProvider>
  );
}

function Replayed({ record, entries, saved }: Props & { saved: Agent }) {
  const { valid } = useDraft();
  const { changes, ready } = useChanges(saved);
  const replayed = useQuery({
    ...api.replays.one.queryOptions({ input: { id: record.call_id, ending: changes } }),
    enabled: ready,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
  });
  useAddress(valid === true ? changes : null);
  const replay = isChanged(changes) && valid !== false ? replayed.data : undefined;
  const pending = isChanged(changes) && valid !== false && (!ready || replayed.isFetching);
  const failure = pending || !isChanged(changes) ? null : replayed.error;
  return (
    // On a phone what the replay says stays in sight above the form, and the drawing comes below it.
    <div className="flex flex-col gap-4 xl:grid xl:grid-cols-[20rem_minmax(0,1fr)] xl:gap-x-6">
      <div className="order-2 xl:order-none">
        <SettingForm saved={saved}>
          {isChanged(changes) && valid === true && fitsAddress(changes) && (
            <Link
              to="/agents/$agentId"
              params={{ agentId: record.agent_id }}
              search={changesInAddress(changes)}
              title="Opens the agent with them; nothing is saved yet"
              className={buttonLook()}
            >
              Use these settings
            </Link>
          )}
        </SettingForm>
      </div>
      <div className="contents xl:sticky xl:top-4 xl:block xl:self-start">
        <div className="sticky top-0 z-10 order-1 -mx-4 border-b bg-card px-4 py-3 sm:-mx-5 sm:px-5 xl:static xl:mx-0 xl:px-0 xl:pt-0">
          <FaultNotice error={failure} retry={() => void replayed.refetch()} />
          <p role="status" className="text-[15px] leading-6 font-semibold">
            {headline({
              valid,
              changed: isChanged(changes),
              failed: failure !== null,
              told: replay && !replayed.isPlaceholderData ? replaySentence(replay) : null,
              idle: 'Change a setting, and see what would have become of this call.',
            })}
          </p>
        </div>
        <div className={`order-3 min-w-0 space-y-4 xl:pt-3 ${pending ? 'opacity-60' : ''}`} aria-busy={pending}>
          {replay ? (
            <>
              <ComparedTimeline entries={entries} replay={replay} />
              <Unknown replay={replay} />
              <EndingsTable was={replay.was} wouldBe={replay.would_be} />
            </>
          ) : (
            <Timeline entries={entries} />
          )}
        </div>
      </div>
    </div>
  );
}

/** What the log of the call cannot tell. */
function Unknown({ replay: { unknown } }: { replay: Replay }) {
  if (unknown.length === 0) return null;
  return (
    <section aria-labelledby="unknown-title" className="rounded-lg bg-warn-soft px-3 py-2 text-warn">
      <h3 id="unknown-title" className="font-medium">
        What the log cannot tell
      </h3>
      <ul className="mt-1 space-y-1">
        {unknown.map(({ code, at_seconds: at, message }) => (
          <li key={code} className="grid grid-cols-[4.5rem_1fr] gap-2">
            <span className="tabular-nums">{at === null ? 'Settings' : `at ${shownInstant(at)}`}</span>
            <span>{message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The address follows the form, so that it can be loaded again and given to others. Null: not now. */
function useAddress(changes: Parameters<typeof changesInAddress>[0] | null): void {
  const navigate = useNavigate();
  const { with: written } = useSearch({ from: '/shell/calls/$callId' });
  const stands = JSON.stringify(written ?? {});
  useEffect(() => {
    if (changes === null) return;
    const next = changesInAddress(changes);
    if (JSON.stringify(next.with ?? {}) === stands) return;
    void navigate({ to: '.', search: next, replace: true, resetScroll: false });
  }, [changes, stands, navigate]);
}
