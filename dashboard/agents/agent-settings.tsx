import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../api.ts';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { FaultNotice } from '../ui/notice.tsx';
import { ActionsCard } from './actions-card.tsx';
import { AfterCallCard, DocumentCard, PromptCard } from './agent-cards.tsx';
import { RecordingCard } from './recording-card.tsx';
import { BeforeCard, ClocksCard, EndCallCard, GuardCard, ReasonsCard } from './ending-cards.tsx';

const sections = [
  ['prompt', 'Prompt'],
  ['end-call', 'End call'],
  ['reasons', 'End-call reasons'],
  ['actions', 'End actions'],
  ['clocks', 'Silence and time'],
  ['before', 'Voicemail, screening'],
  ['guard', 'Guard and rescue'],
  ['recording', 'Recording'],
  ['after-call', 'After the call'],
  ['document', 'As JSON'],
] as const;

/** `room`: something stands along the bottom of the page. */
export function AgentSettings({ agentId, room }: { agentId: string; room: boolean }) {
  return (
    <div
      className={`gap-8 pt-3 ${room ? 'md:pb-[55vh]' : ''} max-md:pb-12 xl:grid xl:grid-cols-[minmax(0,46rem)_12rem]`}
    >
      <div className="space-y-4">
        <PromptCard />
        <EndCallCard />
        <ReasonsCard />
        <ActionsCard />
        <ClocksCard />
        <BeforeCard />
        <GuardCard />
        <RecordingCard />
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
