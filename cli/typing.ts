/** Somebody at a terminal: what they type, and the agent's words as they appear. */
import { createInterface } from 'node:readline';
import { paint } from './paint.ts';

/** Typed words appear at reading pace, in characters a second; a scripted call keeps the pace of speech. */
export const readingPace = 45;

export const typingHelp =
  'Type and press Enter to speak. /press 1 presses a key, /operator ends as an operator, Ctrl-C hangs up.';

export type Screen = {
  write(text: string): void;
  /** The next word of an utterance, with the white space around it. */
  show(word: string, utteranceId: string): void;
  showEnd(utteranceId: string, cut: boolean): void;
};

export function screenOn(out: NodeJS.WritableStream): Screen {
  let speaking: string | null = null;
  return {
    write: (text) => void out.write(text),
    show(word, utteranceId) {
      out.write(speaking === utteranceId ? word : `${paint.bold('Agent')}  ${word.trimStart()}`);
      speaking = utteranceId;
    },
    showEnd(_utteranceId, cut) {
      out.write(cut ? ' …\n' : '\n');
      speaking = null;
    },
  };
}

export type Typist = {
  says(text: string): void;
  presses(digit: string): void;
  endsAsOperator(): void;
  /** By Ctrl-C or the end of the input. A second Ctrl-C stops the program. */
  hangsUp(): void;
};

/** Listens to the keyboard until the answer is called. */
export function listenToKeyboard(screen: Screen, typist: Typist): () => void {
  const keyboard = createInterface({ input: process.stdin, terminal: false });
  const hangUp = (): void => typist.hangsUp();
  keyboard.on('line', (typed) => {
    const text = typed.trim();
    const digit = /^\/press\s+([0-9*#])$/.exec(text)?.[1];
    if (digit) typist.presses(digit);
    else if (text === '/operator') typist.endsAsOperator();
    else if (text.startsWith('/')) screen.write(paint.dim(`${typingHelp}\n`));
    else if (text !== '') typist.says(text);
  });
  keyboard.once('close', hangUp);
  process.once('SIGINT', hangUp);
  return () => {
    process.off('SIGINT', hangUp);
    keyboard.off('close', hangUp);
    keyboard.close();
    process.stdin.unref?.();
  };
}
