import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { deliveryStates } from '../../contract/webhook-words.ts';
import { api, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Field } from '../ui/field.tsx';
import { Select } from '../ui/inputs.tsx';
import { FaultNotice, Notice } from '../ui/notice.tsx';
import { DeliveryRow } from './delivery-row.tsx';

type State = (typeof deliveryStates)[number];

const names: Readonly<Record<State, string>> = {
  pending: 'Under way',
  delivered: 'Delivered',
  dead: 'Given up',
  switched_off: 'Endpoint off',
};

export function DeliveriesCard() {
  const [state, setState] = useState<State | ''>('');
  const found = useInfiniteQuery(
    api.webhooks.deliveries.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 20, ...(state && { state }), ...(cursor && { cursor }) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
      refetchInterval: ({ state: { data } }) =>
        data?.pages.some(({ items }) => items.some((one) => one.state === 'pending')) ? 3_000 : false,
    }),
  );
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      title="Deliveries"
      hint="What was sent, newest first; open one to see every attempt."
      actions={
        <span className="flex flex-wrap gap-2">
          <ReplayFailed />
          <Field label="State of the deliveries" bare>
            <Select value={state} onChange={({ target }) => setState(target.value as State | '')}>
              <option value="">All</option>
              {deliveryStates.map((word) => (
                <option key={word} value={word}>
                  {names[word]}
                </option>
              ))}
            </Select>
          </Field>
        </span>
      }
    >
      <FaultNotice error={found.error} />
      {found.isSuccess && items.length === 0 && <p className="text-muted">None.</p>}
      <ul className="divide-y">
        {items.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} withCall />
        ))}
      </ul>
      {found.hasNextPage && <Button onClick={() => void found.fetchNextPage()}>Earlier ones</Button>}
    </Card>
  );
}

/** A request sends a thousand at most. */
const requestsMax = 50;

/** Everything that did not arrive, to all endpoints that are on. */
function ReplayFailed() {
  const queries = useQueryClient();
  const replay = useMutation({
    mutationFn: async () => {
      const sum = { replayed: 0, off: 0, more: false };
      let cursor: string | null = null;
      for (let count = 0; count < requestsMax; count++) {
        const { replayed, off, next_cursor: next } = await client.webhooks.replayMany({ ...(cursor && { cursor }) });
        sum.replayed += replayed;
        sum.off += off;
        cursor = next;
        if (next === null) break;
      }
      return { ...sum, more: cursor !== null };
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: api.webhooks.key() }),
  });
  return (
    <>
      {replay.data && <Notice>{replayTold(replay.data)}</Notice>}
      <FaultNotice error={replay.error} />
      <ConfirmButton
        label="Replay all failed"
        title="Replay all deliveries that failed?"
        disabled={replay.isPending}
        onConfirm={() => replay.mutate()}
      >
        Everything that was given up, or missed while its endpoint was off, is sent again, oldest first, with its
        webhook-id. Receivers that got it after all know it by that.
      </ConfirmButton>
    </>
  );
}

function replayTold({ replayed, off, more }: { replayed: number; off: number; more: boolean }): string {
  if (replayed + off === 0) return 'None failed.';
  const sent = replayed === 1 ? '1 delivery is sent again' : `${replayed} deliveries are sent again`;
  const left = off === 0 ? '' : `; ${off} are not, because their endpoint is off or deleted`;
  return `${sent}${left}.${more ? ' There are more: replay again.' : ''}`;
}
