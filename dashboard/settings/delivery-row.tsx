import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleDashed, CircleX, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { WebhookDeliveryAnswer } from '../../contract/routes/webhooks.ts';
import { api } from '../api.ts';
import { shownAt } from '../time.ts';
import { Button } from '../ui/button.tsx';
import { FaultNotice, Loading } from '../ui/notice.tsx';

const states = {
  delivered: { Icon: CircleCheck, colour: 'text-good', words: 'delivered' },
  pending: { Icon: CircleDashed, colour: 'text-muted', words: 'under way' },
  dead: { Icon: CircleX, colour: 'text-bad', words: 'given up' },
  switched_off: { Icon: CircleX, colour: 'text-warn', words: 'not sent: its endpoint is off' },
} as const;

/** One event on its way to one endpoint; opened, every attempt and what was sent. */
export function DeliveryRow({ delivery, withCall = false }: { delivery: WebhookDeliveryAnswer; withCall?: boolean }) {
  const [open, setOpen] = useState(false);
  const queries = useQueryClient();
  const replay = useMutation(
    api.webhooks.replay.mutationOptions({
      onSuccess: () => void queries.invalidateQueries({ queryKey: api.webhooks.key() }),
    }),
  );
  const { Icon, colour, words } = states[delivery.state];
  const tries = delivery.attempts === 1 ? 'one attempt' : `${delivery.attempts} attempts`;
  return (
    <li className="py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Icon aria-hidden="true" className={`size-4 ${colour}`} />
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="font-mono underline underline-offset-2"
        >
          {delivery.event}
        </button>
        <span className="text-muted">
          {words}, {tries}, {shownAt(delivery.created_at)}
        </span>
        {withCall && delivery.call_id !== null && (
          <Link to="/calls/$callId" params={{ callId: delivery.call_id }} className="underline underline-offset-2">
            the call
          </Link>
        )}
        <Button
          look="quiet"
          className="ml-auto"
          disabled={replay.isPending}
          aria-label={`Replay ${delivery.event}`}
          onClick={() => replay.mutate({ id: delivery.id })}
        >
          <RefreshCw aria-hidden="true" /> Replay
        </Button>
      </div>
      <FaultNotice error={replay.error} />
      {open && <DeliveryDetails id={delivery.id} attempts={delivery.attempts} />}
    </li>
  );
}

function DeliveryDetails({ id, attempts }: { id: string; attempts: number }) {
  const found = useQuery({
    ...api.webhooks.delivery.queryOptions({ input: { id } }),
    queryKey: [...api.webhooks.delivery.key({ input: { id } }), attempts],
  });
  if (found.isPending) return <Loading what="the attempts" />;
  if (!found.data) return <FaultNotice error={found.error} />;
  return (
    <div className="mt-2 space-y-2 pl-7">
      <ol className="space-y-1">
        {found.data.tries.map(({ number, started_at: at, ms, status, error, answer }) => (
          <li key={number}>
            {number}. {status === null ? (error?.replaceAll('_', ' ') ?? 'under way') : `HTTP ${status}`}{' '}
            <span className="inline-block text-muted">
              {shownAt(at)}
              {ms === null ? '' : `, ${ms} ms`}
            </span>
            {answer !== null && answer !== '' && (
              <code className="block max-h-24 overflow-auto font-mono text-[12px] break-all text-muted">{answer}</code>
            )}
          </li>
        ))}
      </ol>
      <details>
        <summary className="text-muted">What is sent</summary>
        <pre tabIndex={0} className="mt-1 max-h-80 overflow-auto rounded-lg bg-soft p-3 font-mono text-[12px]">
          {JSON.stringify(found.data.payload, null, 2)}
        </pre>
      </details>
    </div>
  );
}
