/**
 * The line of a caller whom we hear and speak to ourselves: a leg of sound, and the ears and voice beside it. Both may
 * live in other processes; what counts as heard is decided here, from what the leg has played. Source: design
 * architecture.md, ending.md section 5, lines.md "Speech pipeline".
 */
import type { AudioLeg, AudioLegEvent } from '../providers/carriers/audio-leg.ts';
import type { Clock } from '../providers/clock.ts';
import { type AudioUtterance, heardTextOf, newAudioLedger, voicedTo } from './audio-ledger.ts';
import type { Line, LineCommand, LineEvent } from './line.ts';
import type { Speech, SpeechEvent } from './speech.ts';

export type AudioLineParts = {
  leg: AudioLeg;
  speech: Speech;
  clock: Clock;
  /** The leg listens for a machine, and tells when its greeting is over. */
  hearsMachines?: boolean;
};

/** The leg has this long to tell what it had played of the utterances that it was told to drop. */
const clearAnswerMs = 1_000;

export function audioLine({ leg, speech, clock, hearsMachines = false }: AudioLineParts): Line {
  const ledger = newAudioLedger();
  let report: (event: LineEvent) => void = () => {};
  /** Why nobody speaks or hears any more; null as long as somebody does. */
  let broken: string | null = null;
  let holds = 0;
  let closed = false;
  let cancelClearTimer = (): void => {};

  const emit = (event: LineEvent): void => {
    if (!closed) report(event);
  };

  function speak({ utteranceId, text, last, voice }: Extract<LineCommand, { type: 'speak' }>): void {
    const utterance = ledger.speak(utteranceId, text, last);
    if (broken === null) return speech.send({ type: 'speak', utterance: utterance.number, text, last, voice });
    fail(utterance, broken);
  }

  function fail(utterance: AudioUtterance, detail: string): void {
    ledger.close(utterance);
    emit({ type: 'playback.failed', utteranceId: utterance.id, detail });
  }

  function clear(): void {
    const through = ledger.newest;
    speech.send({ type: 'clear', through });
    leg.send({ type: 'clear', through });
    for (const utterance of ledger.open) if (!utterance.started) cleared(utterance, 0, 0);
    cancelClearTimer();
    cancelClearTimer = clock.after(clearAnswerMs, () => {
      for (const utterance of ledger.open) if (utterance.number <= through) cleared(utterance, 0, 0);
    });
  }

  function cleared(utterance: AudioUtterance, pushedMs: number, playedMs: number): void {
    ledger.close(utterance);
    const heardText = heardTextOf(utterance, playedMs);
    emit({ type: 'playback.cleared', utteranceId: utterance.id, pushedMs, playedMs, heardText });
  }

  function played(utterance: AudioUtterance, pushedMs: number, playedMs: number): void {
    if (utterance.failure !== null) return fail(utterance, utterance.failure);
    if (pushedMs <= 0) return fail(utterance, 'the voice gave no sound');
    ledger.close(utterance);
    emit({ type: 'playback.finished', utteranceId: utterance.id, pushedMs, playedMs, proof: 'confirmed' });
  }

  function hearLeg(event: AudioLegEvent): void {
    switch (event.type) {
      case 'leg.rang':
        return;
      case 'machine.answered':
        return emit({ type: 'voicemail.detected', by: event.evidence === 'told' ? 'model' : 'sound' });
      case 'leg.broken':
        return breakDown(event.detail);
      case 'leg.held':
        return emit({ type: 'work.started', workId: `hold-${++holds}`, kind: 'hold' });
      case 'leg.resumed':
        return emit({ type: 'work.finished', workId: `hold-${holds}` });
      case 'leg.ended':
        for (const utterance of ledger.open) cleared(utterance, 0, 0);
        return emit(event);
      case 'utterance.started':
      case 'utterance.queued':
      case 'utterance.played':
      case 'utterance.cleared':
        return hearPlayback(event);
      default:
        return emit(event);
    }
  }

  function hearPlayback(event: Extract<AudioLegEvent, { utterance: number }>): void {
    const utterance = ledger.find(event.utterance);
    if (!utterance) return;
    switch (event.type) {
      case 'utterance.started':
        utterance.started = true;
        return emit({ type: 'playback.started', utteranceId: utterance.id });
      case 'utterance.queued':
        return emit({ type: 'playback.queued', utteranceId: utterance.id, remainingMs: event.remainingMs });
      case 'utterance.played':
        return played(utterance, event.pushedMs, event.playedMs);
      case 'utterance.cleared':
        return cleared(utterance, event.pushedMs, event.playedMs);
    }
  }

  function hearSpeech(event: SpeechEvent): void {
    switch (event.type) {
      case 'voice.spoke': {
        const utterance = ledger.find(event.utterance);
        return utterance ? voicedTo(utterance, event.chars, event.ms) : undefined;
      }
      case 'voice.failed':
        return voiceFailed(event.utterance, event.detail);
      case 'speech.lost':
        return breakDown(event.detail);
      default:
        return emit(event);
    }
  }

  /** What it has said is played first: the leg tells when. */
  function voiceFailed(number: number, detail: string): void {
    const utterance = ledger.find(number);
    if (!utterance) return;
    utterance.failure = detail;
  }

  function breakDown(detail: string): void {
    if (broken !== null) return;
    broken = detail;
    for (const utterance of ledger.open) fail(utterance, detail);
    emit({ type: 'line.failed', detail });
  }

  return {
    kind: 'audio',
    bestProof: leg.bestProof,
    hearsMachines,
    canPause: true,
    start(onEvent) {
      report = onEvent;
      speech.onEvent(hearSpeech);
      leg.onEvent(hearLeg);
      leg.send({ type: 'answer' });
    },
    send(command) {
      if (closed) return;
      switch (command.type) {
        case 'speak':
          return speak(command);
        case 'clear':
          return clear();
        case 'pause':
        case 'resume':
        case 'hang_up':
        case 'transfer':
        case 'expect_machine':
          return leg.send(command);
      }
    },
    close() {
      if (closed) return;
      closed = true;
      cancelClearTimer();
      speech.close();
      leg.close();
    },
  };
}
