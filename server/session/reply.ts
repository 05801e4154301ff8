/**
 * One reply of the model on its way to the caller: through the reply filter to the line, with controls acting at
 * their place in playback. Source: design ending.md section 3.
 */
import { speakingMs } from '../../engine/policy.ts';
import { type Control, type FilterPart, replyFilter } from '../../engine/reply-filter.ts';
import type { BadConfig, Retryable, Terminal } from '../../contract/errors.ts';
import type { Clock } from '../../providers/clock.ts';
import type { ReplySink, ToolCall } from '../../providers/models/model.ts';
import type { Brain, Ask } from '../agents/brain.ts';
import type { Note } from './log.ts';
import type { OpenUtterance, Speaker } from './speaker.ts';

type ActingControl = Extract<Control, { type: 'transfer' | 'send_sms' | 'wait' }>;
export type EndControl = Extract<Control, { type: 'end_call' | 'end_command' }>;

/** What a reply came to when its model was done and its last word is with the line. */
export type ReplyResult = {
  text: string;
  /** The last utterance, null when the reply had no words. */
  utteranceId: string | null;
  toolCalls: readonly ToolCall[];
  /** Those that the model printed as text. */
  printedCalls: readonly ToolCall[];
  end: EndControl | null;
};

export type ReplyParts = {
  brain: Brain;
  clock: Clock;
  speaker: Speaker;
  toolNames: readonly string[];
  newUtteranceId(): string;
  newCallId(): string;
  /** Why a control is not to act; null when it is. */
  whyNot(control: Control): string | null;
  transfer(to: string): void;
  sendSms(text: string): void;
  note(note: Note): void;
  onDone(result: ReplyResult): void;
  onFailed(error: Retryable | Terminal | BadConfig): void;
};

export type Reply = {
  cancel(): void;
  /** Playback of an utterance came to its end: a control that waited for this place acts now. */
  playbackFinished(utteranceId: string): void;
};

/** Added to the speaking time before a control stops waiting for a lost playback report. */
const placeGraceMs = 5_000;

export function startReply(parts: ReplyParts, ask: Ask): Reply {
  const filter = replyFilter({ toolNames: parts.toolNames });
  const toolCalls: ToolCall[] = [];
  const printedCalls: ToolCall[] = [];
  const backlog: (FilterPart | 'done')[] = [];
  let utterance: OpenUtterance | null = null;
  let utteranceId: string | null = null;
  let text = '';
  let pieceText = '';
  let end: EndControl | null = null;
  let cancelled = false;
  let waiting: { utteranceId: string | null; go(): void; cancelTimer(): void } | null = null;

  function take(item: FilterPart | 'done'): void {
    if (cancelled) return;
    if (waiting) backlog.push(item);
    else if (item === 'done') finish();
    else if (item.type === 'speech') speak(item.text);
    else control(item.control);
  }

  function speak(words: string): void {
    if (!utterance) {
      if (words.trim() === '') return;
      utteranceId = parts.newUtteranceId();
      utterance = parts.speaker.open(utteranceId);
      pieceText = '';
    }
    text += words;
    pieceText += words;
    utterance.push(words);
  }

  function control(found: Control): void {
    if (found.type === 'dropped') return parts.note({ type: 'control_dropped', name: found.name, why: found.why });
    const whyNot = parts.whyNot(found);
    if (whyNot !== null) return parts.note({ type: 'control_dropped', name: found.type, why: whyNot });
    if (found.type === 'printed_call') {
      printedCalls.push({ id: parts.newCallId(), name: found.name, arguments: found.arguments });
    } else if (found.type === 'end_call' || found.type === 'end_command') {
      end ??= found;
    } else if (found.type !== 'transfer' || !end) {
      atThisPlace(found);
    }
  }

  /** Acts once everything said before it was heard; what follows waits as long. */
  function atThisPlace(found: ActingControl): void {
    const place = utterance ? utteranceId : null;
    utterance?.close();
    utterance = null;
    if (place === null) return act(found);
    const proceed = (): void => {
      waiting?.cancelTimer();
      waiting = null;
      act(found);
    };
    const cancelTimer = parts.clock.after(speakingMs(pieceText) * 2 + placeGraceMs, proceed);
    waiting = { utteranceId: place, go: proceed, cancelTimer };
  }

  function act(found: ActingControl): void {
    if (found.type === 'send_sms') parts.sendSms(found.text);
    if (found.type === 'transfer') {
      parts.transfer(found.to);
      stopModel();
      return finish(); // The transfer owns the call: nothing more is said.
    }
    if (found.type === 'wait') {
      const go = (): void => {
        waiting = null;
        drain();
      };
      waiting = { utteranceId: null, go, cancelTimer: parts.clock.after(found.seconds * 1000, go) };
    }
    drain();
  }

  function drain(): void {
    while (!waiting && !cancelled && backlog.length > 0) take(backlog.shift()!);
  }

  function finish(): void {
    utterance?.close();
    utterance = null;
    cancelled = true;
    parts.onDone({ text, utteranceId, toolCalls, printedCalls, end });
  }

  const sink: ReplySink = {
    text: (piece) => filter.push(piece).forEach(take),
    toolCall: (call) => {
      if (cancelled) return;
      const to = call.name === 'transfer_call' ? call.arguments['to'] : undefined;
      if (typeof to === 'string') take({ type: 'control', control: { type: 'transfer', to, quoted: false } });
      else toolCalls.push(call);
    },
    done: () => [...filter.end(), 'done' as const].forEach(take),
    failed: (error) => {
      if (cancelled) return;
      cancelled = true;
      utterance?.close();
      parts.onFailed(error);
    },
  };
  const stopModel = parts.brain.reply(ask, sink);
  return {
    cancel() {
      if (cancelled) return;
      cancelled = true;
      waiting?.cancelTimer();
      waiting = null;
      stopModel();
      utterance?.close();
    },
    playbackFinished(id) {
      if (waiting?.utteranceId === id) waiting.go();
    },
  };
}
