import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../api.ts';
import { shownAt } from '../time.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { FaultNotice, Notice } from '../ui/notice.tsx';
import { ReplayStep } from './replay-step.tsx';

/** Work after calls that failed for good: summaries, messages, extraction. */
export function StepsCard() {
  const queries = useQueryClient();
  const found = useQuery(api.steps.list.queryOptions({ input: { state: 'dead', limit: 50 } }));
  const replay = useMutation(
    api.steps.replayAll.mutationOptions({
      onSuccess: () => void queries.invalidateQueries({ queryKey: api.steps.key() }),
    }),
  );
  const items = found.data?.items ?? [];
  return (
    <Card
      title="Failed work after calls"
      actions={
        items.length > 0 && (
          <Button disabled={replay.isPending} onClick={() => replay.mutate({})}>
            Run all again
          </Button>
        )
      }
    >
      <FaultNotice error={found.error ?? replay.error} />
      {replay.data && <Notice>{replay.data.replayed} run again.</Notice>}
      {found.isSuccess && items.length === 0 && (
        <p className="text-muted">None: everything that was to be done is done.</p>
      )}
      <ul className="divide-y">
        {items.map((step) => (
          <li key={`${step.call_id} ${step.step}`} className="flex flex-wrap items-center gap-x-3 py-2">
            <span className="font-medium">{step.step}</span>
            <Link to="/calls/$callId" params={{ callId: step.call_id }} className="underline underline-offset-2">
              the call
            </Link>
            <span className="min-w-0 text-muted">
              {shownAt(step.updated_at)}: {step.error ?? 'its process died'}
            </span>
            <span className="ml-auto">
              <ReplayStep step={step} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
