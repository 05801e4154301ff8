/** The other end of the text line: shows the agent's words at a steady pace and tells what it has shown. */
import type { Clock } from '../providers/clock.ts';
import { textLine } from './text.ts';
import type { Refusal } from './socket-messages.ts';
import type { DownMessage, UpMessage } from './text-socket-messages.ts';

export type TextSocketClientOptions = {
  clock: Clock;
  send(text: string): void;
  /** Shows the next word of an utterance, with the white space around it; `showEnd` when it is over or cut. */
  show(word: string, utteranceId: string): void;
  showEnd(utteranceId: string, cut: boolean): void;
  charactersPerSecond: number;
  onStarted(callId: string): void;
  onEnded?(message: DownMessage & { type: 'ended' }): void;
  onError(refusal: Refusal): void;
};

export type TextSocketClient = {
  hear(text: string): void;
  say(text: string): void;
  startSpeaking(): void;
  stopSpeaking(): void;
  press(digit: string): void;
  hangUp(): void;
  stop(): void;
};

/** What was shown of an utterance under way is told no more often than this. */
const progressMs = 300;

export function textSocketClient(options: TextSocketClientOptions): TextSocketClient {
  const { clock, charactersPerSecond } = options;
  const tell = (message: UpMessage): void => options.send(JSON.stringify(message));
  let shown = { id: '', characters: 0, toldAt: 0 };

  const screen = textLine({
    clock,
    charactersPerSecond,
    show(word, id) {
      const now = clock.now();
      if (shown.id !== id) shown = { id, characters: 0, toldAt: now };
      if (now - shown.toldAt >= progressMs) {
        shown.toldAt = now;
        tell({ type: 'shown', utterance_id: id, characters: shown.characters });
      }
      shown.characters += word.length; // Told with the next one: this word has yet to be read.
      options.show(word, id);
    },
    showEnd: options.showEnd,
  });
  screen.start((event) => {
    if (event.type === 'playback.finished') tell({ type: 'shown', utterance_id: event.utteranceId, done: true });
    if (event.type !== 'playback.cleared') return;
    const { utteranceId, heardText } = event;
    tell({ type: 'shown', utterance_id: utteranceId, characters: heardText.length, cleared: true });
  });

  function hear(text: string): void {
    const message = JSON.parse(text) as DownMessage;
    switch (message.type) {
      case 'started':
        return options.onStarted(message.call_id);
      case 'speak': {
        const { utterance_id: utteranceId, text: words, last } = message;
        return screen.send({ type: 'speak', utteranceId, text: words, last, voice: 'main' });
      }
      case 'clear':
        return screen.send({ type: 'clear' });
      case 'ended':
        screen.close();
        return options.onEnded?.(message);
      case 'error':
        return options.onError(message);
    }
  }

  return {
    hear,
    say: (text) => tell({ type: 'say', text }),
    startSpeaking: () => tell({ type: 'speech_started' }),
    stopSpeaking: () => tell({ type: 'speech_stopped' }),
    press: (digit) => tell({ type: 'press', digit }),
    hangUp: () => tell({ type: 'hang_up' }),
    stop: () => screen.close(),
  };
}
