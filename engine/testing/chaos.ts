/** A hostile outside: events about everything that the engine ordered or knows of, true or not, in any order. */
import type { Call } from '../call.ts';
import type { Effect } from '../effects.ts';
import type { Event, EventBody, Proposal } from '../events.ts';
import type { Ms } from '../policy.ts';
import { meanings, proofs, type Trigger } from '../reasons.ts';
import * as e from './events.ts';

/** One draw: how long nothing happened, and numbers from which the event is chosen. */
export type Draw = {
  gapMs: Ms;
  /** The deadlines in the gap are reached on time; else the process slept. */
  punctual: boolean;
  what: number;
  which: number;
  how: number;
};

/** The utterances of which the line can tell something from now on: a start is told before anything else. */
export function utterancesOf(event: EventBody, effects: readonly Effect[]): string[] {
  const started = event.type === 'utterance.started' ? [event.utteranceId] : [];
  const ordered = effects.flatMap((effect) => ('utteranceId' in effect ? [effect.utteranceId] : []));
  return [...started, ...ordered];
}

function pick<T>(list: readonly T[], number: number): T {
  return list[number % list.length]!;
}

const triggers: readonly Proposal['trigger'][] = [
  'tool',
  'tag',
  'command',
  'global_check',
  'flow_block',
  'pre_call',
  'phrase',
  'keypad',
  'voicemail',
  'balance',
  'operator',
  'failure',
] satisfies readonly Trigger[];

function someProposal({ which, how }: Draw, utteranceId: string): EventBody {
  const ways: Partial<Proposal>[] = [
    {},
    { turn: e.goodbye(utteranceId) },
    { turn: e.talk(utteranceId), message: 'Bye.' },
    { outside: e.facts({ tools: 'of_turn' }), turn: e.answerAndGoodbye(utteranceId) },
    { skipGoodbye: true },
    { final: true, ownWords: e.fixed('We end here.') },
    { ownWords: e.generated('Say goodbye.'), reason: 'Done', reasonConfigured: true },
    { outside: e.facts({ slotEmpty: true }) },
  ];
  return { type: 'end.proposed', proposal: e.proposal({ trigger: pick(triggers, which), ...pick(ways, how) }) };
}

function lineTells({ what, how }: Draw, id: string): Event[] {
  const share = pick([1, 1, 0.96, 0.95, 0.94, 0.5, 0], how);
  return [
    e.hands(0, id),
    e.sounds(0, id),
    e.queued(0, id, pick([0, 500, 2000, 9000], how)),
    e.heard(0, id, share, pick(['confirmed', 'estimated'], what)),
    e.heard(0, id),
    e.cleared(0, id, share),
    e.soundless(0, id),
    e.voiceFails(0, id),
    e.writingFails(0, id),
    e.agentSaid(0, id, { closing: how % 2 === 0, onlyClosing: how % 4 === 0, phrase: how % 3 === 0 ? 'bye' : null }),
  ];
}

/** What the draw makes happen now. `known`: the utterances ordered so far. */
export function happening(draw: Draw, call: Call, known: readonly string[]): EventBody {
  const { what, which, how } = draw;
  const own = pick(['u1', 'u2'], how);
  const id = known.length === 0 ? null : pick([...known.slice(-4), ...known.slice(-2)], which);
  const { at: _, ...body } = pick(
    [
      e.answered(0, how % 8 === 0 ? e.proposal({ trigger: 'pre_call', ownWords: e.fixed('We are closed.') }) : null),
      e.answered(0),
      e.speaks(0),
      e.stops(0),
      e.says(0, how % 9 === 0 ? ' ' : 'words', pick(meanings, which)),
      e.says(0, 'words', pick(meanings, how)),
      e.presses(0, '1'),
      e.awaits(0, pick([null, 2_000, 7_000], how)),
      e.works(0, pick(['w1', 'w2'], how), 'tool'),
      e.worked(0, pick(['w1', 'w2'], how)),
      e.hands(0, own),
      ...(id === null ? [] : lineTells(draw, id)),
      { ...someProposal(draw, own), at: 0 },
      { ...someProposal(draw, own), at: 0 },
      e.settled(0, how % 2 === 0),
      e.voicemail(0, pick(['carrier', 'model'], how)),
      e.transfers(0),
      e.transferred(0, how % 2 === 0),
      e.transferFails(0),
      e.hungUp(0, pick([null, ...proofs], how), which % 4),
      e.due(0),
      how % 6 === 0
        ? e.legDown(0, { by: pick(['caller', 'carrier', null], which), failed: which % 2 === 0 })
        : e.due(0),
      how % 6 === 1 ? e.nodeLost(0) : e.due(0),
    ],
    what,
  );
  return call.phase.name === 'ringing' && how % 3 === 0 ? { type: 'leg.answered', end: null } : (body as EventBody);
}
