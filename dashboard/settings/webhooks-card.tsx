import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { WebhookEndpointAnswer } from '../../contract/routes/webhooks.ts';
import { api } from '../api.ts';
import { shownAt } from '../time.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FaultNotice, Notice } from '../ui/notice.tsx';
import { NewWebhook } from './new-webhook.tsx';

export function WebhooksCard() {
  // They are switched off and begin to fail by themselves.
  const endpoints = useQuery(api.webhooks.list.queryOptions({ input: {}, refetchInterval: 5_000 }));
  const [creating, setCreating] = useState(false);
  return (
    <Card
      title="Webhook endpoints"
      hint="Where events go, signed as Standard Webhooks says."
      actions={<Button onClick={() => setCreating(true)}>New endpoint</Button>}
    >
      <FaultNotice error={endpoints.error} />
      {endpoints.data?.items.length === 0 && <p className="text-muted">None yet.</p>}
      <ul className="divide-y">
        {endpoints.data?.items.map((endpoint) => (
          <Endpoint key={endpoint.id} endpoint={endpoint} />
        ))}
      </ul>
      <Dialog open={creating} onOpenChange={setCreating} title="New webhook endpoint">
        <NewWebhook onDone={() => setCreating(false)} />
      </Dialog>
    </Card>
  );
}

function Endpoint({ endpoint }: { endpoint: WebhookEndpointAnswer }) {
  const { id, url, events, blocks, format, source, agent_id: agentId, enabled, failing_since: failing } = endpoint;
  const queries = useQueryClient();
  const refresh = { onSuccess: () => void queries.invalidateQueries({ queryKey: api.webhooks.key() }) };
  const change = useMutation(api.webhooks.change.mutationOptions(refresh));
  const remove = useMutation(api.webhooks.remove.mutationOptions(refresh));
  const test = useMutation(api.webhooks.test.mutationOptions(refresh));
  const replay = useMutation(api.webhooks.replayDead.mutationOptions(refresh));
  const [secretOpen, setSecretOpen] = useState(false);
  return (
    <li className="space-y-2 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 font-mono break-all">{url}</span>
        {!enabled && (
          <Badge tone="warn">off{endpoint.switched_off_why === null ? '' : `: ${endpoint.switched_off_why}`}</Badge>
        )}
        {enabled && failing !== null && <Badge tone="bad">failing since {shownAt(failing)}</Badge>}
      </div>
      <p className="text-muted">
        {[events.join(', '), ...blocks.map(toldOfBlock)].filter((told) => told !== '').join(' · ')} · {format}
        {agentId === null ? ' · all agents' : ` · ${agentId}`}
        {source === 'agent' && ' · stands in the agent, and is changed there'}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => test.mutate({ id })}>Send a test event</Button>
        <Button onClick={() => setSecretOpen(true)}>Secret</Button>
        <Button onClick={() => replay.mutate({ id })}>Send given-up ones again</Button>
        {source === 'api' && (
          <>
            <Button onClick={() => change.mutate({ id, enabled: !enabled })}>
              {enabled ? 'Switch off' : 'Switch on'}
            </Button>
            <ConfirmButton label="Delete" title="Delete this endpoint?" onConfirm={() => remove.mutate({ id })}>
              Nothing is sent there any more. What was sent stays in the list of deliveries.
            </ConfirmButton>
          </>
        )}
      </div>
      {test.isSuccess && <Notice>A test event is on its way: see the deliveries below.</Notice>}
      {replay.data && <Notice>{sentAgain(replay.data.replayed)}</Notice>}
      <FaultNotice error={change.error ?? remove.error ?? test.error ?? replay.error} />
      <Dialog open={secretOpen} onOpenChange={setSecretOpen} title="Signing secret" description={url}>
        <Secret id={id} />
      </Dialog>
    </li>
  );
}

const toldOfBlock = ({ block, events }: WebhookEndpointAnswer['blocks'][number]): string =>
  `${events.join(', ')} of calls that end in ${block}`;

function sentAgain(count: number): string {
  if (count === 0) return 'None was given up, or missed while this endpoint was off.';
  return count === 1 ? '1 delivery is sent again.' : `${count} deliveries are sent again.`;
}

/** Shown when asked for; a new one is made while the present one signs for a day more. */
function Secret({ id }: { id: string }) {
  const queries = useQueryClient();
  const found = useQuery({ ...api.webhooks.secret.queryOptions({ input: { id } }), gcTime: 0 });
  const rotate = useMutation(
    api.webhooks.rotate.mutationOptions({
      onSuccess: (secrets) => queries.setQueryData(api.webhooks.secret.queryKey({ input: { id } }), secrets),
    }),
  );
  const until = found.data?.previous_until;
  return (
    <div className="space-y-3">
      <FaultNotice error={found.error ?? rotate.error} />
      {found.data && (
        <>
          <code className="block rounded-lg bg-soft p-3 font-mono text-[12px] break-all">{found.data.secret}</code>
          {found.data.previous_secret !== null && until && (
            <Notice>The one before signs as well until {shownAt(until)}.</Notice>
          )}
          <div className="flex gap-2">
            <CopyButton text={found.data.secret} label="Copy" />
            <ConfirmButton
              label="Rotate"
              title="Make a new secret?"
              disabled={rotate.isPending}
              onConfirm={() => rotate.mutate({ id })}
            >
              Every message is then signed by the new and the present secret for a day. Give your receiver the new one
              within that time.
            </ConfirmButton>
          </div>
        </>
      )}
    </div>
  );
}
