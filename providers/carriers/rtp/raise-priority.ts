import { execFile } from 'node:child_process';
import { setPriority } from 'node:os';
import { promisify } from 'node:util';

/** What the system allowed. */
export type Priority = 'realtime' | 'raised' | 'usual';

const commandMsMax = 2_000;

/**
 * Lets the process that has the 20 ms clock run before all others that want the same processor: on Linux by SCHED_FIFO for
 * its main thread (`chrt` of util-linux; takes root or CAP_SYS_NICE; the kernel keeps 5 % for others), else by nice −10,
 * which helps much less. Refused, calls work, and frames may be late while others are busy. Never throws.
 */
export async function raisePriority(): Promise<Priority> {
  try {
    const ownThread = ['--fifo', '--reset-on-fork', '--pid', '10', `${process.pid}`];
    await promisify(execFile)('chrt', ownThread, { timeout: commandMsMax });
    return 'realtime';
  } catch {
    return raiseNice();
  }
}

function raiseNice(): Priority {
  try {
    setPriority(0, -10);
    return 'raised';
  } catch {
    return 'usual';
  }
}
