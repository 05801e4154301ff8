/**
 * A line from a hostile world: reports are lost, doubled, late and out of order, hang-ups are refused or unanswered,
 * the voice stalls or gives no sound. An honest text line does the playing underneath.
 */
import type { Line, LineCommand, LineEvent } from '../lines/line.ts';
import { textLine, type TextCaller } from '../lines/text.ts';
import type { Proof } from '../engine/reasons.ts';
import type { Clock } from '../providers/clock.ts';
import type { Random } from './random.ts';

/** Probabilities of each misfortune. */
export type Misfortunes = {
  lost: number;
  doubled: number;
  late: number;
  lateMsMax: number;
  hangUpRefused: number;
  hangUpUnanswered: number;
  /** The leg goes down when we hang up, and the carrier says so by itself. */
  legEndReported: number;
  voiceSilent: number;
  voiceStalls: number;
  /** The line clears playback by itself, as some carriers do when the caller speaks. */
  clearsItself: number;
};

export type HostileLine = Line & {
  caller: TextCaller;
  /** Every command that the session sent, for checking. */
  commands: LineCommand[];
  /** Those that came after the line was closed. */
  readonly lateCommands: number;
};

export function hostileLine(clock: Clock, random: Random, misfortunes: Misfortunes, bestProof: Proof): HostileLine {
  const line = textLine({ clock, show: () => {}, showEnd: () => {}, charactersPerSecond: 15 });
  const commands: LineCommand[] = [];
  const fates = new Map<string, 'plays' | 'silent'>();
  let report: (event: LineEvent) => void = () => {};
  let closed = false;
  let lateCommands = 0;

  const arrive = (event: LineEvent): void => {
    if (!closed) report(event);
  };
  /** Reports about playback and the leg suffer; what the caller does is true. */
  function pass(event: LineEvent): void {
    if (event.type === 'leg.answered' || event.type.startsWith('caller.')) return arrive(event);
    const vital = event.type === 'leg.ended';
    if (!vital && random.chance(misfortunes.lost)) return;
    const times = random.chance(misfortunes.doubled) ? 2 : 1;
    for (let i = 0; i < times; i++) {
      if (i === 0 && !random.chance(misfortunes.late)) arrive(event);
      else clock.after(random.int(0, misfortunes.lateMsMax), () => arrive(event));
    }
  }

  function hangUp(command: LineCommand & { type: 'hang_up' }): void {
    const { attempt } = command;
    if (random.chance(misfortunes.hangUpUnanswered)) return;
    const refused = random.chance(misfortunes.hangUpRefused);
    const proof = refused ? null : bestProof;
    const latencyMs = random.int(1, 900);
    clock.after(latencyMs, () => {
      pass({ type: 'hang_up.answered', attempt, proof, detail: refused ? 'refused' : 'ok', latencyMs });
      if (refused || !random.chance(misfortunes.legEndReported)) return;
      pass({ type: 'leg.ended', by: null, cause: 'normal_clearing', failed: false, proof: bestProof });
    });
  }

  function send(command: LineCommand): void {
    commands.push(command);
    if (closed) lateCommands += 1;
    if (closed) return;
    if (command.type === 'hang_up') {
      line.send({ type: 'clear' });
      return hangUp(command);
    }
    if (command.type === 'transfer') return transfer();
    if (command.type === 'speak' && voiceFails(command)) return;
    line.send(command);
  }

  function transfer(): void {
    const outcome = random.int(0, 3);
    if (outcome === 0) return; // Never heard of again.
    const event: LineEvent =
      outcome === 1
        ? { type: 'transfer.failed', detail: 'busy' }
        : { type: 'transfer.completed', legStaysUp: outcome === 2 };
    clock.after(random.int(500, 20_000), () => pass(event));
  }

  /** An utterance without sound: reported as failed, or never heard of. Its pieces all share one fate. */
  function voiceFails({ utteranceId }: LineCommand & { type: 'speak' }): boolean {
    const known = fates.get(utteranceId);
    const fate = known ?? fateOf(utteranceId);
    fates.set(utteranceId, fate);
    return fate === 'silent';
  }

  function fateOf(utteranceId: string): 'plays' | 'silent' {
    if (random.chance(misfortunes.voiceSilent)) {
      clock.after(random.int(50, 1_500), () => pass({ type: 'playback.failed', utteranceId, detail: 'no sound' }));
      return 'silent';
    }
    if (random.chance(misfortunes.voiceStalls)) return 'silent';
    if (random.chance(misfortunes.clearsItself)) {
      clock.after(random.int(100, 2_000), () => line.send({ type: 'clear' }));
    }
    return 'plays';
  }

  return {
    kind: 'hostile',
    bestProof,
    caller: line.caller,
    commands,
    get lateCommands() {
      return lateCommands;
    },
    start(onEvent) {
      report = onEvent;
      line.start(pass);
    },
    send,
    close() {
      closed = true;
      line.close();
    },
  };
}
