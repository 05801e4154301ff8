/** What stands above a replay, and its instants. */
import { shownLength, shownSeconds } from '../../contract/shown-time.ts';

type Standing = {
  /** Whether the server takes the settings; null while it is being asked. */
  valid: boolean | null;
  changed: boolean;
  failed: boolean;
  /** What the replay says, once it is there. */
  told: string | null;
  /** While nothing is changed. */
  idle: string;
};

/** What stands above a replay. */
export function headline({ valid, changed, failed, told, idle }: Standing): string {
  if (valid === false) return 'These settings are not possible: see beside the fields.';
  if (!changed) return idle;
  if (failed) return 'It could not be replayed.';
  return told ?? 'Replaying …';
}

/** `14.5 s`, `24:00:05`: an instant of a call. */
export function shownInstant(seconds: number): string {
  return seconds < 120 ? shownSeconds(seconds) : shownLength(seconds);
}
