/**
 * The words that a flow's walk orders: spoken as they stand, or found by the model in the task of a block. One order is
 * under way at a time, and its end is told once: heard, cut off, failed or overdue.
 */
import { speakingMs } from '../../engine/policy.ts';
import type { Clock } from '../../providers/clock.ts';
import type { AgentTurn } from '../session/agent-turn.ts';
import type { Speaker } from '../session/speaker.ts';
import type { BlockTask } from './brain.ts';

/** Added to twice the speaking time before words count as over without a report. */
const reportGraceMs = 5_000;

type Order = {
  ask: number;
  /** Its last utterance; null as long as the model writes. */
  utteranceId: string | null;
  /** What is said in place of the model's words when it cannot be had. */
  instead: string;
  /** The caller has spoken over the model's words. */
  cut: boolean;
  cancelTimer(): void;
};

export type FlowWordsParts = {
  clock: Clock;
  speaker: Speaker;
  /** The model's side of the conversation. */
  agentTurn(): AgentTurn;
  /** Nobody has said anything yet. */
  isFirst(): boolean;
  onOver(ask: number): void;
  /** The model cannot be had, and there is nothing to be said in its place. */
  onFailed(ask: number, detail: string): void;
};

export function newFlowWords(parts: FlowWordsParts) {
  let order: Order | null = null;
  let task: BlockTask | null = null;
  let utterances = 0;

  function begin(ask: number, utteranceId: string | null, instead: string): Order {
    order?.cancelTimer();
    if (task) parts.agentTurn().cancel();
    order = { ask, utteranceId, instead, cut: false, cancelTimer: () => {} };
    return order;
  }

  function speak(begun: Order, text: string): void {
    begun.utteranceId = newId();
    awaitReport(begun, text);
    parts.speaker.say(begun.utteranceId, text);
  }

  function awaitReport(begun: Order, text: string): void {
    begun.cancelTimer = parts.clock.after(speakingMs(text) * 2 + reportGraceMs, () => over(begun));
  }

  function over(ended: Order | null): void {
    if (ended === null || ended !== order) return;
    ended.cancelTimer();
    order = null;
    parts.onOver(ended.ask);
  }

  const newId = (): string => `flow-${++utterances}`;

  return {
    /** What the model is asked for in this block; null where no model speaks. */
    task: (): BlockTask | null => task,
    /** Word for word. */
    say(ask: number, text: string): void {
      const begun = begin(ask, null, '');
      task = null;
      if (text.trim() === '') over(begun);
      else speak(begun, text);
    },
    /** While something else is done; nobody waits for its end. */
    fill(text: string): void {
      if (text.trim() !== '') parts.speaker.say(newId(), text);
    },
    generate(ask: number, next: BlockTask, instead = ''): void {
      begin(ask, null, instead);
      task = next;
      parts.agentTurn().answer(parts.isFirst() ? 'greeting' : 'reply');
    },
    /** The model has said all: `utteranceId` is the last of it. */
    written(utteranceId: string | null, text: string): void {
      if (order === null || order.utteranceId !== null) return;
      if (utteranceId === null) return over(order);
      order.utteranceId = utteranceId;
      awaitReport(order, text);
    },
    modelFailed(detail: string): void {
      if (order === null) return;
      if (order.instead !== '') return speak(order, order.instead);
      const { ask } = order;
      order = null;
      parts.onFailed(ask, detail);
    },
    playbackOver(utteranceId: string): void {
      if (order?.utteranceId === utteranceId) over(order);
    },
    /** The line drops what is under way, and tells so; of what the model still writes nobody does. */
    cut(): void {
      if (task) parts.agentTurn().cancel();
      if (order && order.utteranceId === null) order.cut = true;
    },
    /** What was cut while it was written is over by now. */
    settleCut(): void {
      if (order?.cut) over(order);
    },
    stop(): void {
      order?.cancelTimer();
      order = null;
    },
  };
}
