/** The filters of the calls list, as they stand in its address and as the API takes them. */
import { endedReasonWords } from '../../contract/why-ended.ts';
import type { ApiClient } from '../../contract/client.ts';
import { numberSearch } from '../../contract/number-search.ts';

type Reason = keyof typeof endedReasonWords;

export type CallSearch = {
  reason?: Reason[];
  tag?: string;
  agent?: string;
  direction?: 'inbound' | 'outbound';
  /** Whole, or its last digits. */
  number?: string;
  /** Days, `2026-11-20`, in the browser's zone; `until` is the last one that counts. */
  from?: string;
  until?: string;
  min?: number;
  max?: number;
  unheard?: true;
  unconfirmed?: true;
};

export const endedReasons = Object.keys(endedReasonWords) as Reason[];

/** Reads an address, which may hold anything: what is no filter is left out. */
export function readCallSearch(search: Record<string, unknown>): CallSearch {
  const { reason, tag, agent, direction, number, from, until, min, max, unheard, unconfirmed } = search;
  const reasons = [reason].flat().filter((word): word is Reason => endedReasons.includes(word as Reason));
  return {
    ...(reasons.length > 0 && { reason: reasons }),
    ...(isText(tag) && { tag: String(tag) }),
    ...(isText(agent) && { agent: String(agent) }),
    ...((direction === 'inbound' || direction === 'outbound') && { direction }),
    ...(isText(number) && numberSearch.test(String(number)) && { number: String(number) }),
    ...(isDay(from) && { from }),
    ...(isDay(until) && { until }),
    ...(isSeconds(min) && { min }),
    ...(isSeconds(max) && { max }),
    ...(unheard === true && { unheard }),
    ...(unconfirmed === true && { unconfirmed }),
  };
}

/** A number as people write it, with blanks, brackets and hyphens; null when it is none to search for. */
export function readNumber(text: string): string | null {
  const number = text.replaceAll(/[\s()./-]/g, '');
  return numberSearch.test(number) ? number : null;
}

type Filters = Omit<Parameters<ApiClient['calls']['list']>[0], 'limit' | 'cursor'>;

export function callFilters(search: CallSearch): Filters {
  const { reason, tag, agent, direction, number, from, until, min, max, unheard, unconfirmed } = search;
  return {
    ...(reason && { ended_reason: reason }),
    ...(tag !== undefined && { outcome_tag: tag }),
    ...(agent !== undefined && { agent_id: agent }),
    ...(direction && { direction }),
    ...(number !== undefined && { number }),
    ...(from && { started_from: midnight(from, 0) }),
    ...(until && { started_before: midnight(until, 1) }),
    ...(min !== undefined && { duration_from_seconds: min }),
    ...(max !== undefined && { duration_to_seconds: max }),
    ...(unheard && { farewell_unheard: 'true' }),
    ...(unconfirmed && { hang_up_unconfirmed: 'true' }),
  };
}

function midnight(day: string, daysLater: number): string {
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + daysLater);
  return at.toISOString();
}

/** Words of digits alone stand as numbers in an address. */
function isText(value: unknown): boolean {
  return (typeof value === 'string' || typeof value === 'number') && /^.{1,64}$/.test(String(value));
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 86_400;
}
