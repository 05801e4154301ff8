/**
 * One text for all states of a walk that behave alike: instants are told as lengths from now, and what no rule looks at
 * any more is left out.
 */
import type { Call, Closing, End, Farewell } from '../call.ts';
import type { Proposal } from '../events.ts';
import type { Monitor } from '../invariants.ts';
import type { Attempt } from '../invariants-farewell.ts';
import type { Utterance } from '../invariants-line.ts';
import type { Ms, Policy } from '../policy.ts';

/** A lifetime further away than this is no matter. */
const farMs = 100_000_000;

const proposals = new WeakMap<Proposal, number>();
let proposalsSeen = 0;

function numberOf(proposal: Proposal): number {
  const known = proposals.get(proposal);
  if (known !== undefined) return known;
  proposals.set(proposal, ++proposalsSeen);
  return proposalsSeen;
}

/** `at` as a length from `now`, with everything further back than `backMs` told as one. */
function rel(at: Ms | null, now: Ms, backMs: Ms): string {
  if (at === null) return '-';
  const length = at - now;
  return String(length < -backMs ? -backMs : length);
}

export function stateKey(call: Call, monitor: Monitor, now: Ms, policy: Policy): string {
  return `${call.overdueTransfer === null ? '' : 'o'}${monitor.transferOverdue ? 'O' : ''}${phaseKey(call, monitor, now, policy)}`;
}

function phaseKey(call: Call, monitor: Monitor, now: Ms, policy: Policy): string {
  const { phase } = call;
  switch (phase.name) {
    case 'ringing':
      return `r${phase.deadline - now}|${talkKey(call, now, policy)}|${talkWatchKey(monitor, now, policy)}`;
    case 'active': // Its deadline follows from the clocks.
      return `a|${talkKey(call, now, policy)}|${talkWatchKey(monitor, now, policy)}`;
    case 'guarded': {
      const waits = `${phase.deadline - now},${phase.waitBy - now},${numberOf(phase.proposal)},${monitor.since - now}`;
      return `g${waits}|${talkKey(call, now, policy)}|${talkWatchKey(monitor, now, policy)}`;
    }
    case 'transferring': {
      const waits = `${phase.deadline - now},${monitor.since - now}`;
      return `t${waits}|${talkKey(call, now, policy)}|${talkWatchKey(monitor, now, policy)}`;
    }
    case 'closing':
      return `c${rel(phase.deadline, now, 0)},${rel(phase.stageBy, now, 0)}|${closingKey(call, phase, monitor, now, policy)}`;
    case 'paused': {
      const quiet = rel(monitor.quietAt, now, policy.limits.pauseMsMax);
      const waits = `${phase.deadline - now},${phase.pauseBy - now},${monitor.since - now},${quiet}`;
      return `p${waits}|${closingKey(call, phase.closing, monitor, now, policy)}`;
    }
    case 'hanging_up':
      return `h${phase.deadline - now},${phase.since - now},${phase.attempt},${phase.proof},${endKey(phase.end)},${farewellKey(phase.farewell)}|${hangUpKey(monitor, now)}`;
    case 'ended':
      return 'e';
  }
}

/** What counts while the call goes on. */
function talkKey(call: Call, now: Ms, policy: Policy): string {
  const { limits } = policy;
  const lifeMs = call.startedAt + limits.lifetimeMsMax - now;
  const life = lifeMs > farMs ? '' : Math.max(0, lifeMs);
  const { lastSaid } = call;
  const heard = call.over
    .map((over) => (over.utteranceId.startsWith('u') ? `${over.utteranceId}${over.heard}${over.share}` : ''))
    .join('');
  const said = lastSaid ? `${lastSaid.utteranceId}${lastSaid.closing}${lastSaid.phrase}` : '';
  const speaks = rel(call.speakingSince, now, limits.noiseMsMax);
  return `${life},${answeredKey(call, now, policy)},${speaks},${lineKey(call, now)},${heard},${said},${call.callerMeaning},${clocksKey(call, policy)},${call.vetoesInRow},${onceKey(call)}`;
}

/** Check-ins are numbered without end. */
function nameOf(utteranceId: string): string {
  return utteranceId.startsWith('check-in') ? 'check-in' : utteranceId;
}

function answeredKey(call: Call, now: Ms, policy: Policy): string {
  const capped = policy.endingEnabled && policy.maxDuration.capMs !== null;
  const capMs = capped ? policy.maxDuration.capMs! : 0;
  return rel(call.answeredAt, now, Math.max(capMs, policy.guard.minCallMs));
}

function lineKey(call: Call, now: Ms): string {
  const { playing } = call;
  const works = call.works.map((work) => `${work.workId}${Math.max(0, work.until - now)}`).join();
  return `${playing ? `${nameOf(playing.utteranceId)}${Math.max(0, playing.overdueAt - now)}` : ''},${works}`;
}

function clocksKey(call: Call, policy: Policy): string {
  const { clocks } = call;
  const { timeoutMs, checkIns, noWordsMs } = policy.silence;
  const counts = policy.endingEnabled;
  // An awaited reply may take the silence beyond the timeout, where more of it makes no difference.
  const quiet =
    !counts || (timeoutMs === null && checkIns.length === 0) ? '' : Math.min(clocks.quietMs, timeoutMs ?? Infinity);
  const wordless = !counts || noWordsMs === null ? '' : clocks.wordlessMs;
  const { noInput } = clocks;
  const awaits = noInput === null ? '' : `${noInput.limitMs + noInput.fromMs - clocks.quietMs}`;
  return `${quiet},${wordless},${clocks.checkInsDone},${clocks.wrapUpsDone},${awaits}`;
}

function onceKey(call: Call): string {
  return `${call.rescues},${call.attempts},${call.goodbyeText}`;
}

/** What counts in a closing; of the rest of the call only what a rescue would lead back to. */
function closingKey(call: Call, phase: Closing, monitor: Monitor, now: Ms, policy: Policy): string {
  const waitsFor = phase.waitsFor ? `${phase.waitsFor.utteranceId}${rel(phase.waitsFor.overdueAt, now, 0)}` : '';
  const own = `${phase.stage},${waitsFor},${rel(phase.closeBy, now, 0)},${endKey(phase.end)},${farewellKey(phase.farewell)}`;
  const watched = attemptKey(monitor.attempt!, monitor.line, now, policy);
  if (!phase.end.rescuable) return `${own}|${lineKey(call, now)}|${watched}`;
  const speech = `${speechKey(call.speakingSince, phase.enteredAt, now, policy)},${speechKey(monitor.speechAt, phase.enteredAt, now, policy)}`;
  const meaning = policy.rescue.mode === 'any_speech' ? call.callerMeaning : '';
  const back = `${answeredKey(call, now, policy)},${meaning},${clocksKey(call, policy)},${onceKey(call)},${monitor.takenBack.join()},${awaitedKey(monitor, now)}`;
  return `${own}|${lineKey(call, now)},${speech},${back}|${watched}`;
}

function speechKey(since: Ms | null, enteredAt: Ms, now: Ms, policy: Policy): string {
  if (since === null) return '-';
  const { noiseMsMax, sustainedSpeechMs } = policy.limits;
  const noise = enteredAt - since >= noiseMsMax ? 'n' : '';
  return `${noise}${rel(Math.max(since, enteredAt), now, sustainedSpeechMs)},${rel(since, now, noiseMsMax)}`;
}

function endKey(end: End): string {
  return `${end.trigger}${end.endedBy}${end.rescuable ? '+' : '-'}${end.evidence},${end.reason}`;
}

function farewellKey(farewell: Farewell): string {
  const flags = `${farewell.backedUp ? 'b' : ''}${farewell.resumed ? 'r' : ''}`;
  return `${farewell.utteranceId},${farewell.heard},${farewell.share},${flags},${farewell.text}`;
}

function talkWatchKey(monitor: Monitor, now: Ms, policy: Policy): string {
  const speech = rel(monitor.speechAt, now, policy.limits.noiseMsMax);
  const newest = monitor.line.at(-1);
  const known = monitor.line.filter((each) => each === newest || nameOf(each.id) === each.id);
  const line = known.map((utterance) => utteranceKey(utterance, now, 0, policy)).join(';');
  return `${speech},${line},${monitor.takenBack.join()},${awaitedKey(monitor, now)}`;
}

function awaitedKey({ awaited }: Monitor, now: Ms): string {
  return awaited === null ? '' : String(Math.max(0, awaited.since + awaited.limitMs - now));
}

function utteranceKey(utterance: Utterance, now: Ms, backMs: Ms, policy: Policy): string {
  const over = rel(utterance.overAt, now, policy.limits.firstAudioMsMax);
  const played = rel(utterance.playedBy, now, backMs);
  return `${nameOf(utterance.id)},${utterance.sounds ? 's' : ''}${utterance.failed ? 'f' : ''},${played},${over},${utterance.heardBy}`;
}

function attemptKey(attempt: Attempt, line: readonly Utterance[], now: Ms, policy: Policy): string {
  const { limits, rescue } = policy;
  const own = line.find((utterance) => utterance.id === attempt.id);
  const before = line.find((utterance) => utterance.id === attempt.after);
  const heard = attempt.heardAt === null ? '' : `${rel(attempt.heardAt, now, rescue.listenMs)}${attempt.heardBy}`;
  const lastWaitMs = Math.max(limits.firstWordMsMax, limits.firstAudioMsMax);
  const silent = attempt.heardAt === null && own?.sounds !== true;
  const ordered = silent ? rel(attempt.orderedAt, now, lastWaitMs) : '';
  const told = attempt.heardAt !== null || !own ? '' : `${own.sounds ? 's' : ''}${rel(own.playedBy, now, 0)}`;
  const after = silent && before ? utteranceKey(before, now, limits.firstAudioMsMax, policy) : '';
  const flags = `${attempt.mayRescue ? 'm' : ''}${attempt.writing ? 'w' : ''}${attempt.backup ? 'b' : ''}${attempt.resumed ? 'r' : ''}`;
  return `${attempt.ids.join()},${rel(attempt.closeBy, now, 0)},${ordered},${flags},${heard},${told},${after}`;
}

function hangUpKey(monitor: Monitor, now: Ms): string {
  const { attempt } = monitor;
  const flags = `${attempt?.skipped ? 's' : ''}${attempt?.cut ? 'c' : ''}${attempt?.failed ? 'f' : ''}`;
  return `${monitor.hangUps},${monitor.hangUpBy - now},${monitor.proof},${flags},${attempt?.heardBy}`;
}
