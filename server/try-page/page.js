/** `/try`: sign in, choose an agent, talk to it, and see why the call ended. */
import { spokenCall, typedCall } from './call-socket.js';
import { endCall, exchangeLink, followCall, lineTicket, listAgents, readCall, Refused } from './server-api.js';
import { transcript } from './transcript.js';

/** @template {HTMLElement} T @param {string} id @param {new () => T} kind @returns {T} */
function part(id, kind) {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${id}`);
}

const signIn = part('sign-in', HTMLFormElement);
const keyField = part('key', HTMLInputElement);
const newKey = part('new-key', HTMLElement);
const setUp = part('set-up', HTMLFormElement);
const agentChoice = part('agent', HTMLSelectElement);
const start = part('start', HTMLButtonElement);
const callPart = part('call', HTMLElement);
const status = part('status', HTMLElement);
const typing = part('typing', HTMLFormElement);
const words = part('words', HTMLInputElement);
const hangUp = part('hang-up', HTMLButtonElement);
const ends = part('ends', HTMLElement);
const goodbye = part('goodbye', HTMLButtonElement);
const sound = part('sound', HTMLElement);
const why = part('why', HTMLElement);
const facts = part('facts', HTMLElement);
const problem = part('problem', HTMLElement);
const turns = transcript(part('transcript', HTMLElement));

/** Of the dashboard: then its cookie signs requests in, and there is no need of a key. */
const signedIn = () => localStorage.getItem('ringoff-signed-in') !== null;

/** Kept as long as this tab is. */
const keyPlace = 'ringoff-key';
let key = sessionStorage.getItem(keyPlace) ?? '';
/** @type {import('./call-socket.js').CallSocket | null} */
let call = null;
let callId = '';

/** @param {unknown} error */
function tellProblem(error) {
  problem.textContent = error instanceof Error ? error.message : String(error);
  problem.hidden = false;
}

/** Runs what a click asks for, and tells what went wrong. @param {() => Promise<unknown>} run */
function attempt(run) {
  problem.hidden = true;
  run().catch(tellProblem);
}

/** @param {string} candidate */
async function enter(candidate) {
  const agents = await listAgents(candidate);
  key = candidate;
  sessionStorage.setItem(keyPlace, key);
  agentChoice.replaceChildren(...agents.map(({ id, name }) => new Option(name, id)));
  const wanted = new URLSearchParams(location.search).get('agent');
  if (wanted && agents.some(({ id }) => id === wanted)) agentChoice.value = wanted;
  signIn.hidden = true;
  setUp.hidden = false;
  if (agents.length === 0) throw new Error('There is no agent yet: make one with PUT /v1/agents/{id}.');
  start.focus();
}

async function begin() {
  const agentId = agentChoice.value;
  const speaks = new FormData(setUp).get('line') === 'voice';
  start.disabled = true;
  turns.clear();
  why.hidden = true;
  sound.textContent = '';
  showPhase('ringing');
  const handlers = { started, failed: tellProblem, closed, counted: showCount };
  try {
    call = speaks
      ? await spokenCall(() => lineTicket(key, agentId, 'voice'), handlers)
      : typedCall(await lineTicket(key, agentId, 'text'), handlers);
  } catch (error) {
    start.disabled = false;
    throw error;
  }
  setUp.hidden = true;
  callPart.hidden = false;
  typing.hidden = speaks;
  ends.hidden = false;
  goodbye.disabled = false;
}

/** @param {string} id */
function started(id) {
  callId = id;
  if (!typing.hidden) words.focus();
  followCall(key, id, (event) => {
    if (event.phase) showPhase(event.phase);
    if (event.entry?.event) turns.hear(event.entry.event);
    if (event.type === 'call.ended') attempt(() => explain(id));
  }).catch(tellProblem);
}

function closed() {
  call = null;
  ends.hidden = typing.hidden = true;
  start.disabled = false;
  setUp.hidden = false;
  start.textContent = 'Call again';
  if (callId === '') showPhase('ended');
}

/** @param {string} phase */
function showPhase(phase) {
  status.dataset['phase'] = phase;
  for (const step of document.querySelectorAll('#phases li')) {
    if (step instanceof HTMLElement)
      step.ariaCurrent = step.dataset['phases']?.split(' ').includes(phase) ? 'step' : null;
  }
  status.textContent = phase.replaceAll('_', ' ');
}

/** @param {{ pushed: number, played: number, dropped: number }} count */
function showCount({ pushed, played, dropped }) {
  sound.textContent = `${played} of ${pushed} samples played${dropped > 0 ? `, ${dropped} cut off` : ''}`;
}

/** @param {string} id */
async function explain(id) {
  const record = await readCall(key, id);
  const { farewell, hang_up: down } = record;
  /** @type {[string, unknown][]} */
  const rows = [
    ['Ended', record.ended_reason],
    ['Because of', record.custom_end_call_reason ?? record.trigger],
    ['By', record.ended_by],
    ['Goodbye', farewell?.text && `“${farewell.text}”`],
    ['Goodbye heard', farewell && `${farewell.heard} (${Math.round(farewell.heard_share * 100)} %)`],
    [
      'Line down',
      down && `${down.proof ?? 'not proved'}${down.latency_ms === null ? '' : ` after ${down.latency_ms} ms`}`,
    ],
    ['Error', record.error_detail],
    ['Call', id],
  ];
  facts.replaceChildren(...rows.filter(([, value]) => value).flatMap(([name, value]) => fact(name, String(value))));
  why.hidden = false;
  why.scrollIntoView({ block: 'nearest' });
  callId = '';
}

/** @param {string} name @param {string} value */
function fact(name, value) {
  const term = document.createElement('dt');
  term.textContent = name;
  const definition = document.createElement('dd');
  definition.textContent = value.startsWith('call_') || value.startsWith('“') ? value : value.replaceAll('_', ' ');
  return [term, definition];
}

signIn.addEventListener('submit', (event) => {
  event.preventDefault();
  attempt(() => enter(keyField.value.trim()));
});
setUp.addEventListener('submit', (event) => {
  event.preventDefault();
  attempt(begin);
});
typing.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = words.value.trim();
  words.value = '';
  if (text) call?.say(text);
});
hangUp.addEventListener('click', () => call?.hangUp());
goodbye.addEventListener('click', () => {
  goodbye.disabled = true;
  attempt(() => endCall(key, callId));
});

const token = /token=(rl_[\w-]+)/.exec(location.hash)?.[1];
if (token) {
  history.replaceState(null, '', location.pathname + location.search);
  attempt(async () => {
    const made = await exchangeLink(token);
    newKey.textContent = made;
    part('new-key-part', HTMLElement).hidden = false;
    await enter(made);
  });
} else if (key || signedIn()) {
  enter(key).catch((error) => {
    if (!(error instanceof Refused) || error.status !== 401) tellProblem(error);
    if (error instanceof Refused && error.status === 401) sessionStorage.removeItem(keyPlace);
  });
}
