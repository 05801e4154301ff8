import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import type { analyticsQuery } from './analytics-search.ts';

/** The counts that were asked for; where no call was counted, those of the sample calls, marked as `samples`. */
export function useCounted(query: ReturnType<typeof analyticsQuery>) {
  const counted = useQuery({
    ...api.analytics.get.queryOptions({ input: query }),
    staleTime: 30_000,
    placeholderData: (before) => before,
  });
  const isEmpty = counted.data?.total.calls === 0;
  const samples = useQuery({
    ...api.analytics.get.queryOptions({ input: { ...query, samples: 'true' } }),
    staleTime: 30_000,
    enabled: isEmpty,
  });
  const shown = isEmpty && samples.data && samples.data.total.calls > 0 ? samples.data : counted.data;
  return { counted, shown: isEmpty && samples.isLoading ? undefined : shown };
}
