/**
 * Small worlds for the walk: every length is a few seconds, so that few instants differ, and each has the events of
 * its subject, in any order: lost, doubled, late and untrue ones too.
 */
import type { Call } from '../call.ts';
import type { Event, EventBody, Proposal } from '../events.ts';
import { defaultLimits, type Limits } from '../policy.ts';
import * as e from './events.ts';
import { type PolicyPatch, policyWith } from './play.ts';
import type { World } from './walk.ts';

const s = 1000;

const shortLimits: Limits = {
  ...defaultLimits,
  ringMsMax: s,
  firstWordMsMax: s,
  firstAudioMsMax: s,
  markGraceMs: s,
  utteranceMsMax: 2 * s,
  closingMsMax: 5 * s,
  sustainedSpeechMs: s,
  pauseAfterSpeechMs: s,
  pauseMsMax: 2 * s,
  noiseMsMax: 2 * s,
  workMsMax: 2 * s,
  guardMsMax: 2 * s,
  transferMsMax: 2 * s,
  hangUpLeadMs: s,
  hangUpRetryMs: [s],
  hangUpMsMax: 2 * s,
  lifetimeMsMax: 1_000_000 * s,
};

/** 1 s of speech each, by `speakingMs`. */
const message = 'Goodbye..';
const apology = 'So sorry.';

const quietPolicy: PolicyPatch = {
  limits: shortLimits,
  farewell: { mode: 'static', message, apology },
  silence: { timeoutMs: null, noWordsMs: null },
  maxDuration: { capMs: null },
  rescue: { rescuesMax: 1, listenMs: s },
  guard: { vetoesMax: 1 },
};

function world(name: string, patch: PolicyPatch, alphabet: World['alphabet'], outbound = false): World {
  const merged: Record<string, unknown> = { ...quietPolicy };
  for (const [key, value] of Object.entries(patch)) {
    const old = merged[key];
    merged[key] = typeof old === 'object' ? { ...old, ...(value as object) } : value;
  }
  return { name, direction: outbound ? 'outbound' : 'inbound', policy: policyWith(merged), alphabet };
}

/** Written once, so that equal proposals are one and the same. */
function bodies(...events: readonly (Event | readonly Event[])[]): EventBody[] {
  return events.flat().map(({ at: _, ...body }) => body as EventBody);
}

const proposed = (change: Partial<Proposal> = {}): Event => e.propose(0, change);

/** What the line may tell of one utterance. */
const lineTells = remember((id) =>
  bodies(
    e.hands(0, id),
    e.sounds(0, id),
    e.queued(0, id, s),
    e.heard(0, id),
    e.cleared(0, id),
    e.soundless(0, id),
    e.voiceFails(0, id),
  ),
);
const lineTellsLittle = remember((id) => bodies(e.sounds(0, id), e.heard(0, id), e.voiceFails(0, id)));
const modelTells = remember((id) => bodies(e.writingFails(0, id)));

function remember(make: (id: string) => EventBody[]): (id: string) => EventBody[] {
  const known = new Map<string, EventBody[]>();
  return (id) => {
    const old = known.get(id);
    if (old) return old;
    const made = make(id);
    known.set(id, made);
    return made;
  };
}

/** The farewell now under way, and one that was taken back; or a check-in. */
function ownIds(call: Call): string[] {
  const { phase } = call;
  const closing = phase.name === 'closing' ? phase : phase.name === 'paused' ? phase.closing : null;
  const checkIn = call.playing?.utteranceId.startsWith('check-in') ? call.playing.utteranceId : null;
  const own = closing ? closing.farewell.utteranceId : checkIn;
  const ids = own ? [own] : [];
  const taken = call.takenBack[0];
  if (taken !== undefined && taken !== own) ids.push(taken);
  return ids;
}

const caller = bodies(e.speaks(0), e.stops(0), e.says(0, 'what?', 'question'), e.says(0, 'bye', 'closing'));
const leg = bodies(e.answered(0), e.legDown(0), e.hungUp(0));

function withLine(own: readonly EventBody[], tells = lineTells): World['alphabet'] {
  return (call) => [...leg, ...own, ...ownIds(call).flatMap((id) => tells(id))];
}

function withModel(own: readonly EventBody[]): World['alphabet'] {
  return (call) => [...leg, ...own, ...ownIds(call).flatMap((id) => [...lineTells(id), ...modelTells(id)])];
}

const tool = bodies(proposed());
/** What becomes of the agent's own words. */
const replyEnds = [e.queued(0, 'u1', s), e.heard(0, 'u1'), e.cleared(0, 'u1'), e.voiceFails(0, 'u1')];
const starts = bodies(e.hands(0, 'u1'));

/** The agent's own words: a start is told before anything else. */
function replyTells(call: Call, tells: readonly EventBody[]): readonly EventBody[] {
  const { phase } = call;
  const before = phase.name === 'closing' ? phase.waitsFor?.utteranceId : undefined;
  const playing = call.playing?.utteranceId ?? before;
  const known = playing === 'u1' || call.over.some((each) => each.utteranceId === 'u1');
  return known ? [...starts, ...tells] : starts;
}

function withReply(others: World['alphabet'], ...tells: Event[]): World['alphabet'] {
  const told = bodies(...tells);
  return (call) => [...others(call), ...replyTells(call, told)];
}

export const worlds: readonly World[] = [
  world('a written farewell, by meaning', { farewell: { mode: 'generated' } }, withModel([...caller, ...tool])),
  world(
    'any speech rescues',
    { rescue: { mode: 'any_speech' } },
    withLine([...caller, ...tool, ...bodies(proposed({ final: true }))]),
  ),
  world('nothing rescues', { rescue: { mode: 'off' }, guard: { enabled: false } }, withLine([...caller, ...tool])),
  world(
    'the reply is the farewell',
    {},
    withReply(withLine([...caller, ...bodies(proposed({ trigger: 'tag', turn: e.goodbye('u1') }))]), ...replyEnds),
  ),
  world(
    "a terminal block's goodbye names the reason",
    { farewell: { mode: 'generated' } },
    withLine(
      [
        ...caller.slice(0, 2),
        ...bodies(
          proposed({ trigger: 'flow_block' }),
          proposed({ trigger: 'command', reason: 'Fraud', outcomeTags: ['fraud'] }),
          proposed({ trigger: 'command', reason: 'Rude' }),
        ),
      ],
      lineTellsLittle,
    ),
  ),
  world(
    'words play before the farewell',
    { farewell: { mode: 'generated' }, rescue: { mode: 'off' }, guard: { enabled: false } },
    withReply(
      withModel(bodies(proposed({ turn: e.talk('u1') }), proposed({ turn: e.talk('u1'), message: 'Bye.' }))),
      ...replyEnds,
    ),
  ),
  world(
    'both say goodbye, or a phrase does',
    { mutualGoodbye: true, guard: { enabled: false } },
    withReply(
      withLine([...caller, ...bodies(e.agentSaid(0, 'farewell-1', { closing: true, phrase: 'bye now' }))]),
      e.agentSaid(0, 'u1', { closing: true }),
      e.agentSaid(0, 'u1', { phrase: 'bye now' }),
      e.heard(0, 'u1'),
    ),
  ),
  world(
    'the guard waits for tools',
    { guard: { minCallMs: 2 * s, vetoesMax: 2 }, voicemail: { action: 'ignore' } },
    withLine(
      [
        ...caller,
        ...bodies(
          proposed({ outside: e.facts({ tools: 'of_turn' }) }),
          proposed({ outside: e.facts({ tools: 'of_turn' }), final: true }),
          proposed({ trigger: 'operator', skipGoodbye: true }),
          e.settled(0),
          e.settled(0, true),
          e.voicemail(0, 'model'),
        ),
      ],
      lineTellsLittle,
    ),
  ),
  world(
    'silence with check-ins',
    {
      silence: {
        timeoutMs: 3 * s,
        noWordsMs: 6 * s,
        checkIns: [
          { afterMs: s, message },
          { afterMs: 2 * s, message },
        ],
      },
      rescue: { mode: 'off' },
    },
    withReply(
      withLine([...caller.slice(0, 3), ...bodies(e.works(0, 'w1'), e.worked(0, 'w1'))], lineTellsLittle),
      e.heard(0, 'u1'),
    ),
  ),
  world(
    'a flow awaits replies',
    { silence: { timeoutMs: 2 * s }, rescue: { mode: 'off' } },
    withLine([...caller.slice(0, 3), ...bodies(e.awaits(0, 3 * s), e.awaits(0, null))], lineTellsLittle),
  ),
  world(
    'a flow awaits replies, and only words end the silence',
    { endingEnabled: false, limits: { ...shortLimits, lifetimeMsMax: 8 * s } },
    withLine([...caller.slice(0, 3), ...bodies(e.awaits(0, 2 * s), e.awaits(0, null))], lineTellsLittle),
  ),
  world(
    'the cap',
    {
      maxDuration: { capMs: 8 * s, wrapUps: [{ beforeEndMs: 6 * s, instruction: 'wrap up' }] },
      silence: { timeoutMs: 3 * s },
    },
    withLine([...caller, ...bodies(proposed(), proposed({ outside: e.facts({ tools: 'of_turn' }) }))], lineTellsLittle),
  ),
  world(
    'a voicemail answers',
    { voicemail: { action: 'leave_message', message: 'Call back' }, silence: { timeoutMs: 3 * s } },
    withLine([...caller, ...bodies(e.voicemail(0), e.voicemail(0, 'model'), proposed({ trigger: 'balance' }))]),
    true,
  ),
  world(
    'a machine is hung up on',
    { voicemail: { action: 'hang_up' } },
    withLine([
      ...caller,
      ...bodies(e.voicemail(0), e.answered(0, e.proposal({ trigger: 'pre_call', ownWords: e.fixed('No.') }))),
    ]),
    true,
  ),
  world(
    'a transfer',
    { maxDuration: { capMs: 6 * s }, silence: { timeoutMs: 2 * s }, rescue: { mode: 'off' } },
    withLine(
      [
        ...caller.slice(2, 3),
        ...bodies(
          e.transfers(0),
          e.transferred(0),
          e.transferred(0, true),
          e.transferFails(0),
          proposed({ trigger: 'operator' }),
          proposed({ trigger: 'flow_block' }),
        ),
      ],
      lineTellsLittle,
    ),
  ),
  world(
    'the hang-up is proved late',
    {
      requiredProof: 'carrier_ended',
      limits: { ...shortLimits, hangUpRetryMs: [s, 2 * s], hangUpMsMax: 6 * s },
    },
    withLine([
      ...bodies(
        proposed({ trigger: 'operator', skipGoodbye: true }),
        proposed({ trigger: 'balance' }),
        e.hungUp(0, null),
        e.hungUp(0, 'accepted'),
        e.hungUp(0, 'carrier_ended', 2),
        e.legDown(0, { by: null, failed: true, proof: 'released' }),
      ),
    ]),
  ),
  world(
    'nothing ends it but the lifetime',
    {
      endingEnabled: false,
      limits: { ...shortLimits, lifetimeMsMax: 6 * s },
      silence: { timeoutMs: s },
      maxDuration: { capMs: 2 * s },
    },
    withLine([...caller, ...bodies(proposed(), proposed({ trigger: 'operator' }), e.transfers(0), e.transferFails(0))]),
  ),
];
