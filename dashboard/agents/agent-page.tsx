import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useBlocker, useNavigate, useParams } from '@tanstack/react-router';
import { CircleCheck, History, PhoneCall, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { AgentAnswer } from '../../contract/routes/agents.ts';
import { api } from '../api.ts';
import { PageTitle } from '../shell/page-title.tsx';
import { TestCall } from '../test-call/test-call.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { FaultNotice, Loading } from '../ui/notice.tsx';
import { ActionsCard } from './actions-card.tsx';
import { AfterCallCard, DocumentCard, PromptCard } from './agent-cards.tsx';
import { DraftProvider, useDraft } from './draft.tsx';
import { BeforeCard, ClocksCard, EndCallCard, GuardCard, ReasonsCard } from './ending-cards.tsx';
import { FaultsDialog } from './faults-dialog.tsx';
import { VersionsDialog } from './versions-dialog.tsx';

export function AgentPage() {
  const { agentId } = useParams({ from: '/shell/agents/$agentId' });
  const found = useQuery({
    ...api.agents.get.queryOptions({ input: { id: agentId } }),
    refetchOnWindowFocus: false, // What is being written must not be replaced.
    staleTime: Infinity,
  });
  if (found.isPending) return <Loading what="the agent" />;
  if (!found.data) return <FaultNotice error={found.error} retry={() => void found.refetch()} />;
  return (
    <DraftProvider key={`${agentId} ${found.data.version}`} saved={found.data.agent}>
      <Editor agentId={agentId} answer={found.data} />
    </DraftProvider>
  );
}

const sections = [
  ['prompt', 'Prompt'],
  ['end-call', 'End call'],
  ['reasons', 'End-call reasons'],
  ['actions', 'End actions'],
  ['clocks', 'Silence and time'],
  ['before', 'Voicemail, screening'],
  ['guard', 'Guard and rescue'],
  ['after-call', 'After the call'],
  ['document', 'As JSON'],
] as const;

function Editor({ agentId, answer }: { agentId: string; answer: AgentAnswer }) {
  const draft = useDraft();
  const [open, setOpen] = useState<'faults' | 'versions' | 'test' | null>(null);
  const save = useSave(agentId);
  useBlocker({
    shouldBlockFn: () => draft.changed && !window.confirm('Leave without saving what you changed?'),
    enableBeforeUnload: () => draft.changed,
  });
  useSaveKey(() => draft.changed && save.mutate({ params: { id: agentId }, body: draft.agent }));
  return (
    <>
      <div className="top-0 z-20 md:sticky -mx-4 -mt-5 mb-1 border-b bg-page/95 px-4 pt-4 md:-mx-8 md:px-8 md:-mt-7 md:pt-5 [&_header]:mb-3">
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
              {draft.agent.kind === 'flow' && <Badge>flow</Badge>}
            </span>
          }
          actions={
            <>
              <FaultsButton onOpen={() => setOpen('faults')} />
              <Button onClick={() => setOpen('versions')}>
                <History aria-hidden="true" /> Versions
              </Button>
              <Button onClick={() => setOpen('test')}>
                <PhoneCall aria-hidden="true" /> Test call
              </Button>
              <Button
                look="primary"
                disabled={!draft.changed || draft.valid === false || save.isPending}
                title={saveTitle(draft.changed, draft.valid)}
                onClick={() => save.mutate({ params: { id: agentId }, body: draft.agent })}
              >
                {save.isPending ? 'Saving …' : 'Save'}
              </Button>
            </>
          }
        />
      </div>
      <FaultNotice error={save.error} />
      <div
        className={`gap-8 pt-3 ${open === 'test' ? 'md:pb-[55vh]' : ''} xl:grid xl:grid-cols-[minmax(0,46rem)_12rem]`}
      >
        <div className="space-y-4">
          <PromptCard />
          <EndCallCard />
          <ReasonsCard />
          <ActionsCard />
          <ClocksCard />
          <BeforeCard />
          <GuardCard />
          <AfterCallCard />
          <DocumentCard />
          <RemoveAgent agentId={agentId} />
        </div>
        <nav aria-label="On this page" className="sticky top-32 hidden self-start xl:block">
          <ul>
            {sections.map(([id, name]) => (
              <li key={id}>
                <a href={`#${id}`} className="block rounded-md px-2 py-1 text-muted hover:bg-soft hover:text-ink">
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
      <FaultsDialog open={open === 'faults'} onOpenChange={(is) => setOpen(is ? 'faults' : null)} />
      <VersionsDialog
        agentId={agentId}
        current={answer.version}
        open={open === 'versions'}
        onOpenChange={(is) => setOpen(is ? 'versions' : null)}
      />
      {open === 'test' && <TestCall agentId={agentId} unsaved={draft.changed} onClose={() => setOpen(null)} />}
    </>
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

/** Ctrl+S or ⌘S. */
function useSaveKey(save: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      save();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });
}

function saveTitle(changed: boolean, valid: boolean | null): string {
  if (!changed) return 'Nothing has changed.';
  return valid === false ? 'Something is wrong: see the list beside this button.' : 'Makes a new version (Ctrl+S).';
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

function RemoveAgent({ agentId }: { agentId: string }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const remove = useMutation(
    api.agents.remove.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries({ queryKey: api.agents.list.key() });
        void navigate({ to: '/agents', ignoreBlocker: true });
      },
    }),
  );
  return (
    <div className="flex items-center justify-between gap-3 px-1 pt-2">
      <p className="text-muted">Its calls stay when an agent is deleted.</p>
      <ConfirmButton
        label="Delete this agent"
        title="Delete this agent?"
        disabled={remove.isPending}
        onConfirm={() => remove.mutate({ id: agentId })}
      >
        It takes no more calls. Calls that go on are not cut off, and its past calls stay.
      </ConfirmButton>
      <FaultNotice error={remove.error} />
    </div>
  );
}
