/** Instants as people read them. */

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const precise = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'medium' });

export function shownAt(instant: string): string {
  return day.format(new Date(instant));
}

export function shownAtFully(instant: string): string {
  return precise.format(new Date(instant));
}
