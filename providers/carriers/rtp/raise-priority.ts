import { setPriority } from 'node:os';

/**
 * Lets the process that has the 20 ms clock run before others that want the same processor (nice −10). Answers whether the
 * system allowed it: on Linux it takes root or CAP_SYS_NICE; without, calls work, and frames may be later under load.
 */
export function raisePriority(): boolean {
  try {
    setPriority(0, -10);
    return true;
  } catch {
    return false;
  }
}
