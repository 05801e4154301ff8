/** An audio line between a leg and a voice that do what the test says. Time is that of vitest's fake timers. */
import { vi } from 'vitest';
import type { AudioLeg, AudioLegCommand, AudioLegEvent } from '../../providers/carriers/audio-leg.ts';
import { systemClock } from '../../providers/clock.ts';
import { audioLine } from '../audio.ts';
import type { LineEvent } from '../line.ts';
import type { Speech, SpeechCommand, SpeechEvent } from '../speech.ts';

export function audioBench() {
  vi.useFakeTimers();
  const events: LineEvent[] = [];
  const toLeg: AudioLegCommand[] = [];
  const toSpeech: SpeechCommand[] = [];
  let tellLine: (event: AudioLegEvent) => void = () => {};
  let tellLineOfSpeech: (event: SpeechEvent) => void = () => {};
  let speechClosed = 0;
  let legClosed = 0;
  const leg: AudioLeg = {
    bestProof: 'far_end_confirmed',
    sampleRate: 8_000,
    sound: { path: '', legId: 'leg-1', secret: '' },
    send: (command) => void toLeg.push(command),
    onEvent: (handler) => (tellLine = handler),
    close: () => void legClosed++,
  };
  const speech: Speech = {
    send: (command) => void toSpeech.push(command),
    onEvent: (handler) => (tellLineOfSpeech = handler),
    close: () => void speechClosed++,
  };
  const line = audioLine({ leg, speech, clock: systemClock });
  line.start((event) => events.push(event));
  return {
    line,
    /** Since the last time it was asked. */
    events: () => events.splice(0),
    toLeg: () => toLeg.splice(0),
    toSpeech: () => toSpeech.splice(0),
    leg: (event: AudioLegEvent) => tellLine(event),
    speech: (event: SpeechEvent) => tellLineOfSpeech(event),
    say: (utteranceId: string, text: string, voice: 'main' | 'backup' = 'main') =>
      line.send({ type: 'speak', utteranceId, text, last: true, voice }),
    get legClosed() {
      return legClosed;
    },
    get speechClosed() {
      return speechClosed;
    },
  };
}
