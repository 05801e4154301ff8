/** A line that fails as told: marks lost, the voice down, hang-ups refused. Wraps any line. */
import type { Line, LineCommand, LineEvent } from '../lines/line.ts';

export type Faults = {
  /** Playback is never reported as started or finished. */
  marksLost: boolean;
  /** The main voice gives no sound; `allVoicesDown` the backup neither. */
  voiceDown: boolean;
  allVoicesDown: boolean;
  /** This many hang-up attempts from now on fail. */
  hangUpsRefused: number;
};

export function faultyLine<L extends Line>(line: L): L & { faults: Faults } {
  const faults: Faults = { marksLost: false, voiceDown: false, allVoicesDown: false, hangUpsRefused: 0 };
  let report: (event: LineEvent) => void = () => {};

  function fails(command: LineCommand): boolean {
    if (command.type === 'speak') {
      const silent = faults.allVoicesDown || (faults.voiceDown && command.voice === 'main');
      if (silent && command.last) {
        report({ type: 'playback.failed', utteranceId: command.utteranceId, detail: 'the voice gave no sound' });
      }
      return silent;
    }
    if (command.type !== 'hang_up' || faults.hangUpsRefused <= 0) return false;
    faults.hangUpsRefused -= 1;
    const { attempt } = command;
    report({ type: 'hang_up.answered', attempt, proof: null, detail: 'refused', latencyMs: 0 });
    return true;
  }

  const start = (onEvent: (event: LineEvent) => void): void => {
    report = onEvent;
    line.start((event) => {
      const isMark = event.type === 'playback.started' || event.type === 'playback.finished';
      if (!(faults.marksLost && isMark)) onEvent(event);
    });
  };
  const send = (command: LineCommand): void => {
    if (!fails(command)) line.send(command);
  };
  return { ...line, start, send, faults };
}
