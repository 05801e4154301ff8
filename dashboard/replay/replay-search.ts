/** Which calls are replayed and with which settings, as it stands in an address. */
import { type CallSearch, readCallSearch } from '../calls/call-search.ts';
import { readWith, type WithChanges } from './ending-changes.ts';

/** How many calls are replayed at once, the newest; the API takes no more. */
export const newestChoices = [50, 200, 500] as const;
type Newest = (typeof newestChoices)[number];
export const newestDefault: Newest = 200;

export type ReplaySearch = CallSearch & WithChanges & { newest?: Newest };

/** What is none of it is left out. */
export function readReplaySearch(search: Record<string, unknown>): ReplaySearch {
  const newest = newestChoices.find((count) => count === search['newest']);
  return { ...readCallSearch(search), ...readWith(search), ...(newest !== undefined && { newest }) };
}
