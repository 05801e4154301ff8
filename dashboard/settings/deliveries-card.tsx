import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deliveryStates } from '../../contract/webhook-words.ts';
import { api } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Field } from '../ui/field.tsx';
import { Select } from '../ui/inputs.tsx';
import { FaultNotice } from '../ui/notice.tsx';
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
