/**
 * The line of somebody who types and reads. The agent's words appear one by one at a steady pace, so that a goodbye
 * can be interrupted; a word that was shown was heard. Source: design ending.md section 5.
 */
import type { Clock } from '../providers/clock.ts';
import type { Line, LineCommand, LineEvent } from './line.ts';

export type TextLineOptions = {
  clock: Clock;
  /** Shows the next word of an utterance, with the white space around it; `end` when an utterance is over or cut. */
  show(word: string, utteranceId: string): void;
  showEnd(utteranceId: string, cut: boolean): void;
  /** Reading pace in characters a second. */
  charactersPerSecond?: number;
};

/** What the person at the other end does. */
export type TextCaller = {
  answers(): void;
  says(text: string): void;
  startsSpeaking(): void;
  stopsSpeaking(): void;
  presses(digit: string): void;
  hangsUp(): void;
  isVoicemail(): void;
};

type Utterance = { id: string; waiting: string; shown: string; closed: boolean; begun: boolean };

const telephonePace = 15;

export function textLine(options: TextLineOptions): Line & { caller: TextCaller } {
  const { clock, show, showEnd } = options;
  const msPerCharacter = 1000 / (options.charactersPerSecond ?? telephonePace);
  let queue: Utterance[] = [];
  let cancelTimer = (): void => {};
  let ticking = false;
  /** When the word on the screen has been said. */
  let wordOverAt = 0;
  let down = false;
  let report: (event: LineEvent) => void = () => {};
  const emit = (event: LineEvent): void => {
    if (!down) report(event);
  };
  const ms = (text: string): number => Math.round(text.length * msPerCharacter);

  function speak(command: LineCommand & { type: 'speak' }): void {
    let utterance = queue.find((u) => u.id === command.utteranceId);
    if (!utterance) {
      utterance = { id: command.utteranceId, waiting: '', shown: '', closed: false, begun: false };
      queue.push(utterance);
    }
    utterance.waiting += command.text;
    if (command.last) {
      utterance.closed = true;
      const ofWordMs = ticking ? wordOverAt - clock.now() : 0;
      const remainingMs = queue.reduce((sum, u) => sum + ms(u.waiting), Math.round(ofWordMs));
      emit({ type: 'playback.queued', utteranceId: utterance.id, remainingMs });
    }
    if (!ticking) showNext();
  }

  /** Shows the next word, then waits as long as it takes to say it. */
  function showNext(): void {
    ticking = false;
    const [utterance] = queue;
    if (!utterance || down) return;
    const word = nextWord(utterance);
    if (word === '') {
      if (utterance.closed) finish(utterance);
      return;
    }
    if (!utterance.begun) {
      utterance.begun = true;
      emit({ type: 'playback.started', utteranceId: utterance.id });
      if (queue[0] !== utterance) return; // It was cleared in answer.
    }
    utterance.waiting = utterance.waiting.slice(word.length);
    utterance.shown += word;
    show(word, utterance.id);
    ticking = true;
    wordOverAt = clock.now() + ms(word);
    cancelTimer = clock.after(ms(word), showNext);
  }

  function finish(utterance: Utterance): void {
    queue.shift();
    const heardMs = ms(utterance.shown);
    if (utterance.shown !== '') showEnd(utterance.id, false);
    const { id: utteranceId } = utterance;
    emit(
      utterance.shown.trim() === ''
        ? { type: 'playback.failed', utteranceId, detail: 'nothing to show' }
        : { type: 'playback.finished', utteranceId, pushedMs: heardMs, playedMs: heardMs, proof: 'confirmed' },
    );
    if (!ticking) showNext();
  }

  function clear(): void {
    const cut = queue;
    queue = [];
    stopTicking();
    for (const utterance of cut) {
      if (utterance.shown !== '') showEnd(utterance.id, true);
      const heardText = utterance.shown;
      const pushedMs = ms(utterance.shown + utterance.waiting);
      emit({ type: 'playback.cleared', utteranceId: utterance.id, pushedMs, playedMs: ms(heardText), heardText });
    }
  }

  function stopTicking(): void {
    cancelTimer();
    ticking = false;
  }

  function goDown(event: LineEvent): void {
    clear();
    emit(event);
    down = true;
  }

  function send(command: LineCommand): void {
    if (command.type === 'hang_up') {
      const { attempt } = command;
      stopTicking();
      emit({
        type: 'hang_up.answered',
        attempt,
        proof: 'far_end_confirmed',
        detail: 'the line is closed',
        latencyMs: 0,
      });
      return;
    }
    if (down) return;
    if (command.type === 'speak') speak(command);
    else if (command.type === 'clear') clear();
    else emit({ type: 'transfer.failed', detail: 'a typed call cannot be transferred' });
  }

  const caller: TextCaller = {
    answers: () => emit({ type: 'leg.answered' }),
    says: (text) => emit({ type: 'caller.said', text }),
    startsSpeaking: () => emit({ type: 'caller.speech_started' }),
    stopsSpeaking: () => emit({ type: 'caller.speech_stopped' }),
    presses: (digit) => emit({ type: 'caller.pressed', digit }),
    hangsUp: () =>
      goDown({ type: 'leg.ended', by: 'caller', cause: 'hung up', failed: false, proof: 'far_end_confirmed' }),
    isVoicemail: () => emit({ type: 'voicemail.detected', by: 'carrier' }),
  };
  const start = (onEvent: (event: LineEvent) => void): void => {
    report = onEvent;
  };
  const close = (): void => {
    stopTicking();
    down = true;
  };
  return { kind: 'text', bestProof: 'far_end_confirmed', start, send, close, caller };
}

/** The next word with its leading white space. An unfinished word waits for its rest, unless the utterance is closed. */
function nextWord(utterance: Utterance): string {
  const word = /^\s*\S+/.exec(utterance.waiting)?.[0] ?? '';
  const mayGrow = word.length === utterance.waiting.length && !utterance.closed;
  return mayGrow ? '' : word;
}
