/** The range and the agent of the analytics page, as they stand in its address and as the API takes them. */
import type { ApiClient } from '../../contract/client.ts';

/** Lengths in days, the last of which is today. */
export const rangeDays = [1, 7, 30, 90] as const;
export type RangeDays = (typeof rangeDays)[number];

/** `from` and `until`: days, `2026-11-20`, in the browser's zone; both count. They come before `days`. */
export type AnalyticsSearch = { days?: RangeDays; from?: string; until?: string; agent?: string };

export const daysDefault: RangeDays = 30;

/** Reads an address, which may hold anything: what is no filter is left out. */
export function readAnalyticsSearch({ days, from, until, agent }: Record<string, unknown>): AnalyticsSearch {
  const known = rangeDays.find((length) => length === days);
  return {
    ...(known && known !== daysDefault && { days: known }),
    ...(isDay(from) && { from }),
    ...(isDay(until) && { until }),
    ...(typeof agent === 'string' && /^[\w-]{1,64}$/.test(agent) && { agent }),
  };
}

type Query = Parameters<ApiClient['analytics']['get']>[0];
export type Range = { from: Date; before: Date };

/** From the midnight that it begins with to the one that it ends with. */
export function rangeOf({ days = daysDefault, from, until }: AnalyticsSearch, now: Date): Range {
  const before = until === undefined ? midnight(now, 1) : midnight(localDay(until), 1);
  const first = from === undefined ? midnight(before, -days) : localDay(from);
  return first < before ? { from: first, before } : { from: midnight(before, -1), before };
}

/** Hours for two days, days for a quarter, weeks for more; what is longer than the API counts loses its beginning. */
export function analyticsQuery(search: AnalyticsSearch, now: Date, timeZone: string): Query {
  const { from, before } = rangeOf(search, now);
  const days = Math.round((before.getTime() - from.getTime()) / 86_400_000);
  const bucket = days <= 2 ? 'hour' : days <= 100 ? 'day' : 'week';
  const earliest = midnight(before, -daysMax);
  return {
    started_from: (from < earliest ? earliest : from).toISOString(),
    started_before: before.toISOString(),
    bucket,
    time_zone: timeZone,
    ...(search.agent !== undefined && { agent_id: search.agent }),
  };
}

const daysMax = 1_830;

/** For the links into the list of calls. */
export function dayOf(at: Date): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}

function midnight(at: Date, daysLater: number): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + daysLater);
}

function localDay(day: string): Date {
  return new Date(`${day}T00:00:00`);
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(`${value}T00:00:00`));
}
