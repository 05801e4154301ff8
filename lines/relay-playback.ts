/**
 * The agent's voice on a relay: the carrier speaks, we send text and find out what was heard. One utterance is with
 * the carrier at a time, because its reports do not say which one they are about. Source: design ending.md section 5.
 */
import type { Clock } from '../providers/clock.ts';
import type { LineCommand, LineEvent } from './line.ts';
import type { RelayCommand } from './relay-messages.ts';
import {
  extendMs,
  newUtterance,
  type NextStep,
  nextStep,
  playedMsOf,
  reachByTime,
  remainingMsOf,
  type Reports,
  sayAgain,
  speakerTurned,
  takeUnsent,
  type Utterance,
  wasSwallowed,
} from './relay-utterance.ts';

export type PlaybackParts = {
  clock: Clock;
  emit(event: LineEvent): void;
  send(command: RelayCommand): void;
  /** A short silent clip: played, it takes the place of what is being said. */
  silenceUrl: string | null;
  language: string | null;
};

/** Pieces that come within this go out together: a fixed message becomes one text. */
const gatherMs = 20;
/** The silent clip waits this long for words that replace the old ones anyway. */
const silenceDelayMs = 30;

export function relayPlayback(parts: PlaybackParts) {
  const { clock, emit } = parts;
  const reports: Reports = { speaker: false, tokens: false };
  const cutIds = new Set<string>();
  let queue: Utterance[] = [];
  let connected = false;
  let gone = false;
  let speakerOn = false;
  let gathering = false;
  let cancelGather = (): void => {};
  let cancelWait = (): void => {};
  let cancelSilence = (): void => {};

  const current = (): Utterance | null => (queue[0]?.begunAt == null ? null : queue[0]);

  function speak(command: LineCommand & { type: 'speak' }): void {
    if (gone || cutIds.has(command.utteranceId)) return;
    let u = queue.find((one) => one.id === command.utteranceId);
    if (!u) {
      u = newUtterance(command.utteranceId, queue.length > 0);
      queue.push(u);
    }
    u.ledger.add(command.text);
    u.unsent += command.text;
    if (!command.last) return gather();
    u.closed = true;
    if (u.ledger.text.trim() === '') return fail(u, 'nothing to say');
    announce(u);
    flush(u);
  }

  function gather(): void {
    if (gathering) return;
    gathering = true;
    cancelGather = clock.after(gatherMs, () => {
      gathering = false;
      if (queue[0]) flush(queue[0]);
    });
  }

  /** Sends what there is, if it is this one's turn. */
  function flush(u: Utterance): void {
    const nothing = u.unsent === '' && (!u.closed || u.lastSent);
    if (!connected || queue[0] !== u || nothing || u.ledger.text.trim() === '') return;
    cancelSilence();
    const token = takeUnsent(u, speakerOn, clock.now());
    const lang = parts.language === null ? {} : { lang: parts.language };
    parts.send({ type: 'text', token, last: u.closed, ...lang, interruptible: true, preemptible: true });
    if (u.closed && u.behind) announce(u);
    wait(u);
  }

  /** How long it will take until this one is over, said as often as that is known better. */
  function announce(u: Utterance): void {
    const ahead = queue.slice(0, queue.indexOf(u) + 1);
    const remainingMs = remainingMsOf(ahead, reports, clock.now());
    emit({ type: 'playback.queued', utteranceId: u.id, remainingMs });
  }

  /** Sets the one timer for whatever comes next in the life of the utterance under way. */
  function wait(u: Utterance): void {
    if (queue[0] !== u) return;
    cancelWait();
    const step = nextStep(u, reports, speakerOn, clock.now());
    if (!step) return;
    if (step.inMs <= 0) go(u, step.what);
    else cancelWait = clock.after(step.inMs, () => go(u, step.what));
  }

  function go(u: Utterance, what: NextStep['what']): void {
    switch (what) {
      case 'starts':
        return started(u);
      case 'gives_no_sound':
        return u.again ? fail(u, 'the carrier gave no sound') : repeat(u);
      case 'still_speaks':
        emit({ type: 'playback.queued', utteranceId: u.id, remainingMs: extendMs });
        return wait(u);
      case 'is_over_confirmed':
        return over(u, 'confirmed');
      case 'is_over_estimated':
        return over(u, 'estimated');
    }
  }

  function started(u: Utterance): void {
    u.startedAt ??= clock.now();
    if (!u.reported) {
      u.reported = true;
      emit({ type: 'playback.started', utteranceId: u.id });
    }
    wait(u);
  }

  function over(u: Utterance, proof: 'confirmed' | 'estimated'): void {
    const pushedMs = u.ledger.lengthMs;
    const playedMs = playedMsOf(u, reports, clock.now());
    if (wasSwallowed(u, playedMs)) return repeat(u);
    leave(u);
    const sure = playedMs === pushedMs ? proof : 'estimated';
    emit({ type: 'playback.finished', utteranceId: u.id, pushedMs, playedMs: Math.round(playedMs), proof: sure });
    if (queue[0]) flush(queue[0]);
  }

  /** Nobody has heard it: it is said once more. */
  function repeat(u: Utterance): void {
    sayAgain(u);
    announce(u);
    flush(u);
  }

  function fail(u: Utterance, detail: string): void {
    leave(u);
    emit({ type: 'playback.failed', utteranceId: u.id, detail });
    if (queue[0]) flush(queue[0]);
  }

  function leave(u: Utterance): void {
    if (queue[0] === u) cancelWait();
    queue = queue.filter((one) => one !== u);
    if (!u.closed) cutIds.add(u.id);
  }

  /** Drops everything, and reports what was heard of it. */
  function cut(): void {
    const all = queue;
    queue = [];
    cancelWait();
    for (const { id: utteranceId, closed, ledger } of all) {
      if (!closed) cutIds.add(utteranceId);
      const { lengthMs: pushedMs, heardText } = ledger;
      const playedMs = Math.round(ledger.share * pushedMs);
      emit({ type: 'playback.cleared', utteranceId, pushedMs, playedMs, heardText });
    }
  }

  return {
    speak,
    /** The protocol has no such command: later words, or a silent clip, take the place of those being said. */
    clear(): void {
      const u = current();
      if (u) reachByTime(u, reports, clock.now());
      const { silenceUrl: source } = parts;
      if (u && source !== null) {
        cancelSilence();
        cancelSilence = clock.after(silenceDelayMs, () =>
          parts.send({ type: 'play', source, loop: 1, interruptible: true, preemptible: true }),
        );
      }
      cut();
    },
    /** The caller spoke and the carrier fell silent: it drops all it had to say. */
    interrupted(fragment: string): void {
      const u = current();
      speakerOn = false;
      if (u && !u.ledger.stoppedBehind(fragment) && !reports.tokens) reachByTime(u, reports, clock.now());
      cut();
    },
    agentSpeaking(on: boolean): void {
      reports.speaker = true;
      speakerOn = on;
      const u = current();
      if (!u) return;
      speakerTurned(u, on, clock.now());
      if (on) started(u);
      else wait(u);
    },
    tokensPlayed(text: string): void {
      reports.tokens = true;
      const u = current();
      if (!u?.ledger.played(text)) return;
      u.inherited = false;
      started(u);
    },
    /** The carrier did not understand a message of ours: words of which nothing was heard will not be heard. */
    refused(): void {
      const u = current();
      if (u && u.startedAt === null) fail(u, 'the carrier refused the text');
    },
    connected(): void {
      connected = true;
      if (queue[0]) flush(queue[0]);
    },
    /** Nothing more can be said: what was heard until now is reported. */
    lost(): void {
      const u = current();
      if (u) reachByTime(u, reports, clock.now());
      gone = true;
      cancelGather();
      cancelSilence();
      cut();
    },
    /** The leg is being dropped: what happens to the words no longer matters. */
    stop(): void {
      gone = true;
      queue = [];
      cancelWait();
      cancelGather();
      cancelSilence();
    },
  };
}
