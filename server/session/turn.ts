/** The agent's side of a call, as the session drives it: a model with a prompt, or the walk of a flow. */
import type { VetoReason } from '../../engine/reasons.ts';
import type { AgentTurn } from './agent-turn.ts';
import type { FlowOutcome } from './record.ts';

export type Turn = {
  /** The call begins, and fixed words of greeting are with the line. */
  begin(): void;
  /** The caller's turn is over. */
  answer(): void;
  /** The reply that a flow awaits did not come in time. */
  noInput(): void;
  /** The guard refused the end. */
  refused(veto: VetoReason): void;
  /** The caller took the call back. */
  calledOff(): void;
  /** The caller is with the agent again. */
  transferFailed(detail: string): void;
  /** `mayNameReason`: the goodbye of a flow's terminal block may hold the command that names an end-call reason. */
  writeFarewell(utteranceId: string, instruction: string | null, mayNameReason: boolean): void;
  /** Drops the words under way that are not yet with the line. */
  cancel(): void;
  /** An utterance was played to its end, or else cut off or lost. */
  playbackOver(utteranceId: string, finished: boolean): void;
  /** The call is over: nothing is waited for any more. */
  stop(): void;
  /** The values that the conversation has given by now. */
  values(): Readonly<Record<string, unknown>>;
  /** Puts them into a fixed text. */
  fill(text: string): string;
  /** For the record; null without a flow. */
  flow(): FlowOutcome;
};

/** The model leads the conversation; `opens`: it also begins it. */
export function promptTurn(turn: AgentTurn, opens: boolean): Turn {
  return {
    begin: () => opens && turn.answer('greeting'),
    answer: () => turn.answer('reply'),
    noInput: () => {},
    refused: turn.refused,
    calledOff: turn.calledOff,
    transferFailed: turn.transferFailed,
    writeFarewell: turn.writeFarewell,
    cancel: turn.cancel,
    playbackOver: (utteranceId, finished) => finished && turn.playbackFinished(utteranceId),
    stop: turn.cancel,
    values: () => ({}),
    fill: (text) => text,
    flow: () => null,
  };
}
