/** The server's API, with a key, or with the cookie of the dashboard where the key is empty. */

/**
 * @typedef {{ id: string, name: string }} Agent
 * @typedef {{ type: string, [field: string]: unknown }} Happening
 * @typedef {{ type: string, phase?: string | null, entry?: { event: Happening | null } }} LiveEvent
 * @typedef {{ state: string, ended_reason?: string, trigger?: string, ended_by?: string, custom_end_call_reason?: string,
 *   error_detail?: string | null, duration_seconds?: number,
 *   farewell?: { text: string | null, heard: string, heard_share: number },
 *   hang_up?: { proof: string | null, latency_ms: number | null, attempts: number } }} Call
 */

/** What the server refused, in its own words. */
export class Refused extends Error {
  /** @param {number} status @param {{ message?: string, hint?: string }} error */
  constructor(status, { message = `The server answered ${status}.`, hint }) {
    super(hint ? `${message} ${hint}` : message);
    this.status = status;
  }
}

/** @param {string} path @param {{ key?: string, body?: object, signal?: AbortSignal }} options */
async function ask(path, { key, body, signal } = {}) {
  const headers = {
    ...(key && { authorization: `Bearer ${key}` }),
    ...(body && { 'content-type': 'application/json' }),
  };
  const answer = await fetch(path, {
    method: body ? 'POST' : 'GET',
    headers,
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  if (answer.ok) return answer;
  const { error } = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, error ?? {});
}

/** Trades the one-time link's token for a key. @param {string} token @returns {Promise<string>} */
export async function exchangeLink(token) {
  const answer = await ask('/v1/account/exchange', { body: { token, label: 'from the try page' } });
  return (await answer.json()).key;
}

const pagesMax = 20;

/** @param {string} key @returns {Promise<Agent[]>} */
export async function listAgents(key) {
  /** @type {Agent[]} */
  const agents = [];
  let cursor = null;
  for (let page = 0; page < pagesMax; page++) {
    const answer = await ask(`/v1/agents${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`, { key });
    const { items, next_cursor: next } = await answer.json();
    agents.push(...items);
    if (!next) break;
    cursor = next;
  }
  return agents;
}

/** The path of a socket for one call. @param {string} key @param {string} agentId @param {'text' | 'voice'} line @returns {Promise<string>} */
export async function lineTicket(key, agentId, line) {
  const answer = await ask('/v1/text/tickets', { key, body: { agent_id: agentId, line } });
  return (await answer.json()).path;
}

/** Has the agent say its farewell and hang up. @param {string} key @param {string} callId */
export async function endCall(key, callId) {
  await ask(`/v1/calls/${callId}/end`, { key, body: { farewell: true } });
}

/** @param {string} key @param {string} callId @returns {Promise<Call>} */
export async function readCall(key, callId) {
  return (await ask(`/v1/calls/${callId}`, { key })).json();
}

const eventCharsMax = 1_000_000;

/**
 * Everything that happens in a call, until its end is stored.
 * @param {string} key
 * @param {string} callId
 * @param {(event: LiveEvent) => void} hear
 */
export async function followCall(key, callId, hear) {
  const answer = await ask(`/v1/calls/${callId}/events`, { key });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    rest += read.value;
    const events = rest.split('\n\n');
    rest = (events.pop() ?? '').slice(-eventCharsMax);
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data) hear(JSON.parse(data));
    }
  }
}
