import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api.ts';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { FaultNotice, Notice } from '../ui/notice.tsx';

/** As long as samples are left: what they are, and the button that takes them all away. */
export function SamplesNotice() {
  const queries = useQueryClient();
  const left = useQuery({ ...api.samples.get.queryOptions({ input: {} }), staleTime: 60_000 });
  const remove = useMutation(api.samples.remove.mutationOptions({ onSuccess: () => void queries.invalidateQueries() }));
  const { calls, agents } = left.data ?? { calls: 0, agents: 0 };
  if (calls + agents === 0) return <FaultNotice error={remove.error} />;
  const names = [counted(agents, 'sample agent'), counted(calls, 'sample call')].filter((name) => name !== null);
  return (
    <div className="mb-4 space-y-2">
      <Notice
        action={
          <ConfirmButton
            label="Remove samples"
            title="Remove the samples?"
            disabled={remove.isPending}
            onConfirm={() => remove.mutate({})}
          >
            Sample calls are deleted for good, and so are sample agents, but those that you have changed or called.
          </ConfirmButton>
        }
      >
        {names.join(' and ')} came with this installation, to look at and to try. They are counted in no analytics.
      </Notice>
      <FaultNotice error={remove.error} />
    </div>
  );
}

function counted(count: number, name: string): string | null {
  if (count === 0) return null;
  return count === 1 ? `One ${name}` : `${count} ${name}s`;
}
