/**
 * How one caller hears and is heard. Commands go down, events come up, all of it serialisable data, so that a line may
 * live in another process. Source: design architecture.md, ending.md section 5.
 */
import type { EventBody } from '../engine/events.ts';
import type { Proof } from '../engine/reasons.ts';

export type LineCommand =
  /** A piece of an utterance; `last` closes it. Utterances play in the order of their first pieces. */
  | { type: 'speak'; utteranceId: string; text: string; last: boolean; voice: 'main' | 'backup' }
  /** Drops what was not yet heard. Each dropped utterance is reported with what was heard of it. */
  | { type: 'clear' }
  /** Stands still where it is until `resume`, losing nothing; what is said meanwhile waits. For lines that can. */
  | { type: 'pause' }
  | { type: 'resume' }
  /** Idempotent: "already ended" is success. */
  | { type: 'hang_up'; attempt: number }
  | { type: 'transfer'; to: string }
  /** The model takes the far end for a machine: `voicemail.detected` is to come when a message can be left. */
  | { type: 'expect_machine' };

type Unjudged = Extract<
  EventBody['type'],
  | 'leg.ended'
  | 'work.started'
  | 'work.finished'
  | 'caller.speech_started'
  | 'caller.speech_stopped'
  | 'caller.pressed'
  | 'playback.started'
  | 'playback.queued'
  | 'playback.finished'
  | 'playback.cleared'
  | 'playback.failed'
  | 'voicemail.detected'
  | 'transfer.completed'
  | 'transfer.failed'
  | 'hang_up.answered'
>;

/** The engine's events as a line can tell them: without judgements. */
export type LineEvent =
  | { type: 'leg.answered' }
  | { type: 'caller.said'; text: string }
  /** It cannot hear or speak any more, and says so once. Its leg may still be up. */
  | { type: 'line.failed'; detail: string }
  | Extract<EventBody, { type: Unjudged }>;

export type Line = {
  /** The kind of line, for records: `text`, `relay`, `audio`. */
  readonly kind: string;
  /** The strongest proof of a hang-up that this line can give. */
  readonly bestProof: Proof;
  /** It obeys `pause` and `resume`. */
  readonly canPause?: true;
  /** It hears when a machine's greeting is over, and takes `expect_machine`. */
  readonly hearsMachines?: boolean;
  /** Begins to report. Called once, before any command. */
  start(onEvent: (event: LineEvent) => void): void;
  send(command: LineCommand): void;
  /** Lets go of timers and sockets. The call has ended; later commands do nothing. */
  close(): void;
};
