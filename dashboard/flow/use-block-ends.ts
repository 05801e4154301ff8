import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../api.ts';
import { type BlockEnds, blockEnds } from './block-ends.ts';

/** By the id of the block. Of the last thirty days; of the sample calls as long as the agent has no others. */
export function useBlockEnds(agentId: string): ReadonlyMap<string, BlockEnds> {
  const counted = useQuery({
    ...api.analytics.blocks.queryOptions({ input: { agent_id: agentId } }),
    staleTime: 30_000,
  });
  const samples = useQuery({
    ...api.analytics.blocks.queryOptions({ input: { agent_id: agentId, samples: 'true' } }),
    staleTime: 30_000,
    enabled: counted.data?.calls === 0,
  });
  const shown = counted.data?.calls === 0 ? samples.data : counted.data;
  return useMemo(() => blockEnds(shown), [shown]);
}
