/** Puts words on the line as utterances, and tells the engine and the conversation of them. */
import { foldedWords } from '../contract/fold.ts';
import type { EventBody } from '../engine/events.ts';
import type { Judge } from '../judge/judge.ts';
import type { LineCommand } from '../lines/line.ts';
import type { Conversation } from './conversation.ts';

export type SpeakerParts = {
  send(command: LineCommand): void;
  dispatch(event: EventBody): void;
  conversation: Conversation;
  judge: Judge;
  language: string;
  /** End-call phrases, which may end the call once they were heard. */
  phrases: readonly string[];
};

/** An utterance under way. It begins with its first word that is not white space. */
export type OpenUtterance = {
  push(text: string): void;
  /** Ends it; what the agent has said with it. Closing twice is harmless. */
  close(): string;
};

export type Speaker = {
  open(utteranceId: string, voice?: 'main' | 'backup'): OpenUtterance;
  say(utteranceId: string, text: string, voice?: 'main' | 'backup'): void;
};

export function newSpeaker(parts: SpeakerParts): Speaker {
  const { send, dispatch, conversation, judge, language } = parts;

  function open(utteranceId: string, voice: 'main' | 'backup' = 'main'): OpenUtterance {
    let said = '';
    let closed = false;
    return {
      push(piece) {
        const text = said === '' ? piece.trimStart() : piece;
        if (closed || text === '') return;
        if (said === '') dispatch({ type: 'utterance.started', utteranceId });
        said += text;
        conversation.agentSaid(utteranceId, said);
        send({ type: 'speak', utteranceId, text, last: false, voice });
      },
      close() {
        if (closed || said === '') return said;
        closed = true;
        const words = judge.agent(said, language);
        const phrase = parts.phrases.find((p) => folded(said).includes(folded(p))) ?? null;
        dispatch({ type: 'agent.said', utteranceId, text: said, ...words, phrase });
        send({ type: 'speak', utteranceId, text: '', last: true, voice });
        return said;
      },
    };
  }

  return {
    open,
    say(utteranceId, text, voice) {
      const utterance = open(utteranceId, voice);
      utterance.push(text);
      utterance.close();
    },
  };
}

/** Case, punctuation and white space do not matter when words are compared. */
export function folded(text: string): string {
  return ` ${foldedWords(text).join(' ')} `;
}
