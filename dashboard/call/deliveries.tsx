import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { DeliveryRow } from '../settings/delivery-row.tsx';
import { Card } from '../ui/card.tsx';
import { FaultNotice } from '../ui/notice.tsx';

/** What was told of this call, to whom, and what came of it. */
export function Deliveries({ callId, endedAt }: { callId: string; endedAt: string }) {
  const found = useQuery(
    api.webhooks.deliveries.queryOptions({
      input: { call_id: callId, limit: 100 },
      refetchInterval: ({ state: { data } }) =>
        data?.items.some(({ state }) => state === 'pending') || Date.now() - Date.parse(endedAt) < 15_000
          ? 2_000
          : false,
    }),
  );
  return (
    <Card title="Webhook deliveries">
      <FaultNotice error={found.error} />
      {found.data?.items.length === 0 && <p className="text-muted">No endpoint wanted to hear of this call.</p>}
      <ul className="divide-y">
        {found.data?.items.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} />
        ))}
      </ul>
    </Card>
  );
}
