/** The filters of a list of calls, as the store takes them. */
import type { CallQuery } from '../../contract/api.ts';
import type { CallFilters } from '../store/call-list.ts';

export function filtersOf(query: Omit<CallQuery, 'limit' | 'cursor'>): CallFilters {
  const instant = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));
  const filters: { [Name in keyof CallFilters]: CallFilters[Name] | undefined } = {
    agentId: query.agent_id,
    endedReasons: query.ended_reason,
    outcomeTag: query.outcome_tag,
    direction: query.direction,
    number: query.number,
    startedFrom: instant(query.started_from),
    startedBefore: instant(query.started_before),
    durationFromSeconds: query.duration_from_seconds,
    durationToSeconds: query.duration_to_seconds,
    farewellUnheard: query.farewell_unheard,
    hangUpUnconfirmed: query.hang_up_unconfirmed,
  };
  return filters as CallFilters;
}
