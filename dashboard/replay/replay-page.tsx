import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import type { Agent } from '../../contract/agent.ts';
import { DraftProvider, useDraft } from '../agents/draft.tsx';
import { api } from '../api.ts';
import { CallFilters } from '../calls/call-filters.tsx';
import { callFilters } from '../calls/call-search.ts';
import { PageTitle } from '../shell/page-title.tsx';
import { Card } from '../ui/card.tsx';
import { Field } from '../ui/field.tsx';
import { Select } from '../ui/inputs.tsx';
import { Empty, FaultNotice, Loading } from '../ui/notice.tsx';
import { changesInAddress, isChanged, withChanges } from './ending-changes.ts';
import { ReplayResults } from './replay-results.tsx';
import { newestChoices, newestDefault, readReplaySearch, type ReplaySearch } from './replay-search.ts';
import { replaysSentence } from '../../contract/replay-words.ts';
import { headline } from './headline.ts';
import { SettingForm } from './setting-form.tsx';
import { useChanges } from './use-changes.ts';

/** Many calls are not replayed at each letter. */
const pauseMs = 500;

/** Many calls of one agent with other settings: how many would have ended otherwise, and which. */
export function ReplayPage() {
  const search = useSearch({ from: '/shell/calls/replay' });
  const { with: _changes, newest: _newest, ...filters } = search;
  const { agent: agentId } = search;
  const setSearch = useSetSearch();
  return (
    <>
      <PageTitle
        title="Replay with other settings"
        crumbs={
          <Link to="/calls" search={filters} className="underline underline-offset-2">
            Calls
          </Link>
        }
        hint="Which past calls would have ended at another time, or for another reason."
      />
      <CallFilters
        search={filters}
        onSearch={(next) =>
          setSearch(({ with: changes, newest, agent }) => {
            const kept = next.agent === agent && changes ? { with: changes } : {};
            return { ...next, ...kept, ...(newest && { newest }) };
          })
        }
      />
      {agentId === undefined ? (
        <Empty>Choose an agent above: settings belong to one.</Empty>
      ) : (
        <ReplaysOfAgent key={agentId} agentId={agentId} />
      )}
    </>
  );
}

function ReplaysOfAgent({ agentId }: { agentId: string }) {
  const { with: changes = {} } = useSearch({ from: '/shell/calls/replay' });
  const [first] = useState(changes);
  const found = useQuery({
    ...api.agents.get.queryOptions({ input: { id: agentId } }),
    refetchOnWindowFocus: false, // What is being changed must not be replaced.
    staleTime: Infinity,
  });
  if (found.isPending) return <Loading what="the settings of the agent" />;
  if (!found.data) return <FaultNotice error={found.error} retry={() => void found.refetch()} />;
  const { agent } = found.data;
  return (
    <DraftProvider saved={agent} first={isChanged(first) ? withChanges(agent, first) : agent}>
      <Replays saved={agent} />
    </DraftProvider>
  );
}

function Replays({ saved }: { saved: Agent }) {
  const search = useSearch({ from: '/shell/calls/replay' });
  const { newest = newestDefault, with: written } = search;
  const { valid } = useDraft();
  const { changes, ready } = useChanges(saved, pauseMs);
  const setSearch = useSetSearch();
  const replayed = useQuery({
    ...api.replays.many.queryOptions({ input: { ...callFilters(search), limit: newest, ending: changes } }),
    enabled: ready,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
  });
  const stands = JSON.stringify(written ?? {});
  useEffect(() => {
    const next = changesInAddress(changes);
    if (!ready && isChanged(changes)) return;
    if (JSON.stringify(next.with ?? {}) !== stands) setSearch(({ with: _before, ...rest }) => ({ ...rest, ...next }));
  }, [changes, ready, stands, setSearch]);
  const replays = isChanged(changes) ? replayed.data : undefined;
  const pending = isChanged(changes) && valid !== false && (!ready || replayed.isFetching);
  const failure = pending || !isChanged(changes) ? null : replayed.error;
  return (
    <>
      <div className="sticky top-0 z-10 -mx-4 mb-3 flex flex-wrap items-start justify-between gap-3 border-b bg-page px-4 py-3 md:-mx-8 md:px-8">
        <p role="status" className="max-w-prose grow basis-60 text-[15px] leading-6 font-semibold">
          {headline({
            valid,
            changed: isChanged(changes),
            failed: failure !== null,
            told: replays && !replayed.isPlaceholderData ? replaysSentence(replays) : null,
            idle: 'Change a setting, and see which calls it would have ended otherwise.',
          })}
        </p>
        <div className="w-36">
          <Field label="How many calls" bare>
            <Select
              value={newest}
              onChange={({ target }) =>
                setSearch((before) => ({ ...before, ...readReplaySearch({ newest: Number(target.value) }) }))
              }
            >
              {newestChoices.map((count) => (
                <option key={count} value={count}>
                  Newest {count}
                </option>
              ))}
            </Select>
          </Field>
        </div>
      </div>
      <FaultNotice error={failure} retry={() => void replayed.refetch()} />
      <div className="grid items-start gap-4 lg:grid-cols-[22rem_minmax(0,1fr)]">
        <Card title="Settings" hint="What you leave as it is stays as each call had it.">
          <SettingForm saved={saved} />
        </Card>
        <Card title="Calls that would have ended otherwise">
          <div aria-busy={pending} className={pending ? 'opacity-60' : ''}>
            {replays ? (
              <ReplayResults replays={replays} changes={changes} />
            ) : (
              <Empty>They come here, each with its end as it was and as it would have been.</Empty>
            )}
          </div>
        </Card>
      </div>
    </>
  );
}

type SetSearch = (update: (before: ReplaySearch) => ReplaySearch) => void;

function useSetSearch(): SetSearch {
  const navigate = useNavigate({ from: '/calls/replay' });
  return useCallback<SetSearch>(
    (update) => void navigate({ to: '/calls/replay', search: update, replace: true, resetScroll: false }),
    [navigate],
  );
}
