import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useBlocker, useChildMatches, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { CircleCheck, History, PhoneCall, Rewind, TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { AgentAnswer } from '../../contract/routes/agents.ts';
import type { TimelineEntry } from '../../contract/routes/calls.ts';
import { api } from '../api.ts';
import { AroundFlowContext } from '../flow/flow-context.ts';
import { liveBlockOf } from '../flow/live-block.ts';
import { isChanged, withChanges } from '../replay/ending-changes.ts';
import { PastCallsDialog } from '../replay/past-calls-dialog.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { TestCall } from '../test-call/test-call.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { FaultNotice, Loading } from '../ui/notice.tsx';
import { AgentSettings } from './agent-settings.tsx';
import { DraftProvider, stopsOf, useDraft } from './draft.tsx';
import { afterClosing, FaultsDialog, reachField } from './faults-dialog.tsx';
import { SaveBar, SaveButton } from './save-bar.tsx';
import { UnfinishedDialog } from './unfinished-dialog.tsx';
import { VersionsDialog } from './versions-dialog.tsx';

export function AgentPage() {
  const { agentId } = useParams({ from: '/shell/agents/$agentId' });
  const { with: changes = {} } = useSearch({ from: '/shell/agents/$agentId' });
  const found = useQuery({
    ...api.agents.get.queryOptions({ input: { id: agentId } }),
    refetchOnWindowFocus: false, // What is being written must not be replaced.
    staleTime: Infinity,
  });
  if (found.isPending) return <Loading what="the agent" />;
  if (!found.data) return <FaultNotice error={found.error} retry={() => void found.refetch()} />;
  const { agent } = found.data;
  return (
    <DraftProvider key={agentId} saved={agent} first={isChanged(changes) ? withChanges(agent, changes) : agent}>
      <Editor agentId={agentId} answer={found.data} />
    </DraftProvider>
  );
}

function Editor({ agentId, answer }: { agentId: string; answer: AgentAnswer }) {
  const draft = useDraft();
  const { test, with: changes } = useSearch({ from: '/shell/agents/$agentId' });
  const [open, setOpen] = useState<'faults' | 'versions' | 'past' | 'test' | 'unfinished' | null>(test ? 'test' : null);
  const [entries, setEntries] = useState<readonly TimelineEntry[]>([]);
  const [reach, setReach] = useState<{ path: string } | null>(null);
  const inFlow = useChildMatches().length > 0;
  const isFlow = draft.agent.kind === 'flow';
  const save = useSave(agentId);
  const navigate = useNavigate();
  useEffect(() => {
    // Once is enough: a page that is loaded again, or saved, begins no second call and changes nothing again.
    if (test || changes) void navigate({ to: '.', search: {}, replace: true, ignoreBlocker: true });
  }, [test, changes, navigate]);
  useBlocker({
    shouldBlockFn: ({ next }) =>
      draft.changed &&
      !`${next.pathname}/`.startsWith(`/agents/${agentId}/`) &&
      !window.confirm('Leave without saving what you changed?'),
    enableBeforeUnload: () => draft.changed,
  });
  const put = (then?: () => void): void =>
    save.mutate(
      { params: { id: agentId }, body: draft.agent },
      {
        onSuccess(kept) {
          draft.settle(draft.agent, kept.agent);
          then?.();
        },
      },
    );
  const [checking, setChecking] = useState(false);
  const isSaving = checking || save.isPending;
  /** What was said of an earlier state counts for nothing: it is saved once the server has looked at this one. */
  const publish = async (then?: () => void): Promise<void> => {
    if (!draft.changed || isSaving) return;
    setChecking(true);
    const checked = await draft.check();
    setChecking(false);
    if (checked?.valid === false) setOpen('faults');
    else if (isFlow && checked?.stops !== 0) setOpen('unfinished');
    else put(then);
  };
  const saving = { name: isFlow ? 'Publish' : 'Save', saving: isSaving, onSave: () => void publish() };
  useKeys({ save: () => void publish(), test: () => setOpen('test') });
  const around = useMemo(
    () => ({ live: open === 'test' ? liveBlockOf(entries) : null, reach }),
    [open, entries, reach],
  );
  /** To a field of the settings, or a block of the flow, whichever of them is shown. */
  const goTo = async (path: string): Promise<void> => {
    const inBlock = /^flow\.(nodes|edges)\[/.test(path);
    if (inBlock !== inFlow) {
      await navigate({ to: inBlock ? '/agents/$agentId/flow' : '/agents/$agentId', params: { agentId } });
    }
    if (inBlock) setReach({ path });
    else afterClosing(() => reachField(path));
  };
  return (
    <div className={inFlow ? roomLook(open === 'test') : ''}>
      <div className={inFlow ? 'border-b px-4 pt-3 [&_header]:mb-2.5' : headLook}>
        <PageTitle
          title={draft.agent.name || 'An agent without a name'}
          crumbs={
            <>
              <Link to="/agents" className="underline underline-offset-2">
                Agents
              </Link>{' '}
              / <span className="font-mono">{agentId}</span>
            </>
          }
          hint={
            <span className="flex flex-wrap items-center gap-2">
              <Badge tone={draft.changed ? 'warn' : 'good'}>
                {draft.changed ? 'Not saved yet' : `Version ${answer.version}, saved`}
              </Badge>
              {isFlow && <Modes agentId={agentId} />}
            </span>
          }
          actions={
            <>
              <FaultsButton onOpen={() => setOpen('faults')} />
              <Button onClick={() => setOpen('versions')}>
                <History aria-hidden="true" /> Versions
              </Button>
              <Button
                disabled={draft.valid === false}
                title="Which past calls would have ended otherwise with these ending settings"
                onClick={() => setOpen('past')}
              >
                <Rewind aria-hidden="true" /> Try on past calls
              </Button>
              <Button onClick={() => setOpen('test')}>
                <PhoneCall aria-hidden="true" /> Test call
              </Button>
              <span className="max-md:hidden">
                <SaveButton {...saving} />
              </span>
            </>
          }
        />
      </div>
      <FaultNotice error={save.error} />
      {inFlow ? (
        <AroundFlowContext value={around}>
          <Outlet />
        </AroundFlowContext>
      ) : (
        <AgentSettings agentId={agentId} room={open === 'test'} />
      )}
      <FaultsDialog
        open={open === 'faults'}
        onOpenChange={(is) => setOpen(is ? 'faults' : null)}
        onReach={(path) => void goTo(path)}
      />
      <UnfinishedDialog
        open={open === 'unfinished'}
        count={stopsOf(draft.faults)}
        onOpenChange={(is) => setOpen(is ? 'unfinished' : null)}
        onShow={() => setOpen('faults')}
        onSave={() => put()}
      />
      <VersionsDialog
        agentId={agentId}
        current={answer.version}
        open={open === 'versions'}
        onOpenChange={(is) => setOpen(is ? 'versions' : null)}
      />
      <PastCallsDialog
        agentId={agentId}
        ending={draft.agent.ending}
        open={open === 'past'}
        onOpenChange={(is) => setOpen(is ? 'past' : null)}
      />
      <SaveBar {...saving} />
      {open === 'test' && (
        <TestCall
          agentId={agentId}
          unsaved={draft.changed}
          onSave={draft.valid === false || stopsOf(draft.faults) > 0 ? null : (then) => void publish(then)}
          onEntries={setEntries}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}

const headLook =
  'top-0 z-20 md:sticky -mx-4 -mt-5 mb-1 border-b bg-page px-4 pt-4 md:-mx-8 md:px-8 md:-mt-7 md:pt-5 [&_header]:mb-3';

/** The flow takes the whole room beside the navigation; the test call covers its lower part. */
function roomLook(isTesting: boolean): string {
  const below = isTesting ? 'md:pb-[min(26rem,55vh)]' : '';
  return `-mx-4 -mt-5 -mb-24 flex flex-col pb-16 md:-mx-8 md:-mt-7 md:-mb-10 md:h-dvh md:pb-0 ${below}`;
}

/** An agent with a flow has two pages that edit one document. */
function Modes({ agentId }: { agentId: string }) {
  const look = 'rounded-md px-2 py-0.5 text-muted hover:text-ink';
  const active = { className: '!text-ink bg-card shadow-xs font-medium' };
  return (
    <nav aria-label="Pages of the agent" className="flex gap-1 rounded-lg bg-soft p-0.5">
      <Link to="/agents/$agentId/flow" params={{ agentId }} activeProps={active} className={look}>
        Flow
      </Link>
      <Link
        to="/agents/$agentId"
        params={{ agentId }}
        activeOptions={{ exact: true }}
        activeProps={active}
        className={look}
      >
        Settings
      </Link>
    </nav>
  );
}

function useSave(agentId: string) {
  const queries = useQueryClient();
  return useMutation(
    api.agents.put.mutationOptions({
      onSuccess: (saved) => {
        queries.setQueryData(api.agents.get.queryKey({ input: { id: agentId } }), saved);
        void queries.invalidateQueries({ queryKey: api.agents.list.key() });
        void queries.invalidateQueries({ queryKey: api.agents.versions.key() });
      },
    }),
  );
}

/** Ctrl or ⌘ with S or Enter. */
function useKeys(keys: { save: () => void; test: () => void }): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const act = { s: 'save', Enter: 'test' }[event.key] as keyof typeof keys | undefined;
      if (act === undefined || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      latest.current[act]();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}

function FaultsButton({ onOpen }: { onOpen: () => void }) {
  const { faults } = useDraft();
  const problems = faults.filter(({ kind }) => kind === 'problem').length;
  if (faults.length === 0) {
    return (
      <span className="inline-flex items-center gap-1.5 text-muted">
        <CircleCheck aria-hidden="true" className="size-4 text-good" /> Nothing to fix
      </span>
    );
  }
  return (
    <Button look="quiet" onClick={onOpen} className={problems > 0 ? '!text-bad' : '!text-warn'}>
      <TriangleAlert aria-hidden="true" />
      {problems > 0 ? `${problems} to fix` : faults.length === 1 ? '1 warning' : `${faults.length} warnings`}
    </Button>
  );
}
