import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FailedStep } from '../../contract/routes/steps.ts';
import { api } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/notice.tsx';

export function ReplayStep({ step }: { step: FailedStep }) {
  const queries = useQueryClient();
  const replay = useMutation(
    api.steps.replay.mutationOptions({
      onSuccess: () => void queries.invalidateQueries({ queryKey: api.steps.key() }),
    }),
  );
  const name = step.step as Parameters<typeof replay.mutate>[0]['step'];
  return (
    <>
      <Button
        disabled={replay.isPending}
        aria-label={`Run again: ${step.step}`}
        onClick={() => replay.mutate({ call_id: step.call_id, step: name })}
      >
        Run again
      </Button>
      <FaultNotice error={replay.error} />
    </>
  );
}
