/** Puts words on the line as utterances, and tells the engine and the conversation of them. */
import { foldedWords } from '../../contract/fold.ts';
import type { EventBody } from '../../engine/events.ts';
import type { Judge } from '../../judge/judge.ts';
import type { LineCommand } from '../../lines/line.ts';
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
  /** The line was cleared: what is still being written of this utterance, or of any, no longer goes there. */
  hush(utteranceId?: string): void;
  /** Says what was not heard of an utterance, also what is still being written of it; `text` if nothing of it is known. */
  goOn(utteranceId: string, of: string, text: string): void;
};

/** The newest utterance, as long as it is being written. `rest`: where its further words go. */
type Writing = { utteranceId: string; hushed: boolean; rest: OpenUtterance | null };

export function newSpeaker(parts: SpeakerParts): Speaker {
  const { send, dispatch, conversation, judge, language } = parts;
  let newest: Writing | null = null;

  function open(utteranceId: string, voice: 'main' | 'backup' = 'main'): OpenUtterance {
    let said = '';
    let closed = false;
    const writing: Writing = { utteranceId, hushed: false, rest: null };
    newest = writing;
    return {
      push(piece) {
        const text = said === '' ? piece.trimStart() : piece;
        if (closed || text === '') return;
        if (said === '') dispatch({ type: 'utterance.started', utteranceId });
        said += text;
        conversation.agentSaid(utteranceId, said);
        if (writing.rest) writing.rest.push(text);
        else if (!writing.hushed) send({ type: 'speak', utteranceId, text, last: false, voice });
      },
      close() {
        if (closed || said === '') return said;
        closed = true;
        if (newest === writing) newest = null;
        const words = judge.agent(said, language);
        dispatch({ type: 'agent.said', utteranceId, text: said, ...words, phrase: phraseIn(said, parts.phrases) });
        if (writing.rest) writing.rest.close();
        else if (!writing.hushed) send({ type: 'speak', utteranceId, text: '', last: true, voice });
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
    hush(utteranceId) {
      if (newest && (utteranceId ?? newest.utteranceId) === newest.utteranceId) newest.hushed = true;
    },
    goOn(utteranceId, of, text) {
      const writing = newest?.utteranceId === of ? newest : null;
      const unheard = conversation.unheardOf(of);
      const rest = open(utteranceId);
      rest.push(unheard || (writing ? '' : text));
      if (writing) writing.rest = rest;
      else rest.close();
    },
  };
}

/** The first of these end-call phrases that stands in the text. */
export function phraseIn(text: string, phrases: readonly string[]): string | null {
  return phrases.find((phrase) => folded(text).includes(folded(phrase))) ?? null;
}

/** Case, punctuation and white space do not matter when words are compared. */
export function folded(text: string): string {
  return ` ${foldedWords(text).join(' ')} `;
}
