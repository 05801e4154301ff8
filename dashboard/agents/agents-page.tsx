import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Bot, PhoneCall, Plus, Workflow } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { api } from '../api.ts';
import { PageTitle } from '../shell/page-title.tsx';
import { SamplesNotice } from '../shell/samples-notice.tsx';
import { shownAt } from '../time.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, buttonLook } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Input, Segmented } from '../ui/inputs.tsx';
import { Empty, FaultNotice, Loading } from '../ui/notice.tsx';
import { EndedMix } from './ended-mix.tsx';
import { type AgentKind, newAgent } from './new-agent.ts';

export function AgentsPage() {
  const agents = useQuery(api.agents.list.queryOptions({ input: { limit: 200 } }));
  const [creating, setCreating] = useState(false);
  return (
    <>
      <PageTitle
        title="Agents"
        hint="Who answers, and how their calls end."
        actions={
          <Button look="primary" onClick={() => setCreating(true)}>
            <Plus aria-hidden="true" /> New agent
          </Button>
        }
      />
      <SamplesNotice />
      <FaultNotice error={agents.error} retry={() => void agents.refetch()} />
      {agents.isPending && <Loading what="the agents" />}
      {agents.data?.items.length === 0 && <Empty>No agents yet. Make one: it takes a name.</Empty>}
      <ul className="grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {agents.data?.items.map(({ id, name, kind, version, saved_at: at, sample }) => (
          <li key={id} className="card relative flex items-start gap-2 p-4 hover:bg-soft">
            <Link
              to={kind === 'flow' ? '/agents/$agentId/flow' : '/agents/$agentId'}
              params={{ agentId: id }}
              className="flex min-w-0 grow items-start gap-3 before:absolute before:inset-0 before:rounded-xl"
            >
              <span className="grid size-8 shrink-0 place-items-center rounded-lg bg-soft text-accent">
                {kind === 'flow' ? <Workflow aria-hidden="true" /> : <Bot aria-hidden="true" />}
              </span>
              <span className="min-w-0">
                <span className="block truncate text-[14px] font-semibold">{name}</span>
                <span className="block truncate font-mono text-[12px] text-muted">{id}</span>
                <span className="mt-1 flex flex-wrap items-center gap-1.5 text-muted">
                  version {version}, {shownAt(at)}
                  {sample && <Badge>sample</Badge>}
                </span>
                <EndedMix agentId={id} />
              </span>
            </Link>
            <Link
              to="/agents/$agentId"
              params={{ agentId: id }}
              search={{ test: true }}
              aria-label={`Try it: ${name}`}
              title="A test call: you type as the caller"
              className={`relative ${buttonLook()}`}
            >
              <PhoneCall aria-hidden="true" /> Try it
            </Link>
          </li>
        ))}
      </ul>
      <CreateAgent open={creating} onOpenChange={setCreating} />
    </>
  );
}

const agentKinds = [
  { value: 'prompt', label: 'By a prompt' },
  { value: 'flow', label: 'By a flow' },
] as const;

const kindHints: Readonly<Record<AgentKind, string>> = {
  prompt: 'The model leads the conversation by what you tell it.',
  flow: 'You draw the conversation as blocks, with an End Call block wherever it may end.',
};

/** A name is enough: the rest has defaults, and the offline model needs no key. */
function CreateAgent({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<AgentKind>('prompt');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const create = useMutation(
    api.agents.create.mutationOptions({
      onSuccess: ({ agent }) => {
        void queries.invalidateQueries({ queryKey: api.agents.list.key() });
        const to = agent.kind === 'flow' ? '/agents/$agentId/flow' : '/agents/$agentId';
        void navigate({ to, params: { agentId: agent.id! } });
      },
    }),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate(newAgent(name.trim(), kind));
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="New agent" description="Everything can be changed later.">
      <form onSubmit={submit} className="space-y-4">
        <Field label="Name" hint="As you call it, such as Acme Dental front desk.">
          <Input value={name} required maxLength={200} onChange={({ target }) => setName(target.value)} />
        </Field>
        <Field label="How it talks" hint={kindHints[kind]}>
          <Segmented label="How it talks" options={agentKinds} value={kind} onChange={setKind} />
        </Field>
        <FaultNotice error={create.error} />
        <div className="flex justify-end">
          <Button type="submit" look="primary" disabled={create.isPending || name.trim() === ''}>
            Create
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
