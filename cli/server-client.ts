/** What the command line asks a running server, and its refusals in words. */
import { ORPCError } from '@orpc/client';
import type { Agent } from '../contract/agent.ts';
import type { CallRecord } from '../contract/call.ts';
import { type ApiClient, apiClient } from '../contract/client.ts';
import { BadConfig, Retryable, Terminal } from '../contract/errors.ts';
import type { TimelineEntry } from '../contract/routes/calls.ts';
import { basename } from 'node:path';
import { type FoundAgent, readAgent, readJson } from './agents.ts';
import { here, needServer, type ServerAddress, type ServerOptions } from './find-server.ts';

export type ServerClient = {
  readonly address: ServerAddress;
  /** A JSON file is saved on the server first, under its id. Throws BadConfig that tells which agents there are. */
  agent(name: string): Promise<FoundAgent>;
  /** Saves an agent; answers with its version. */
  put(id: string, document: object): Promise<number>;
  /** Null: the call has not ended yet. Throws BadConfig for an unknown one. */
  record(callId: string): Promise<CallRecord | null>;
  /** Null: there is none. */
  newestCall(): Promise<string | null>;
  timeline(callId: string): Promise<TimelineEntry[]>;
  endCall(callId: string): Promise<void>;
};

export function serverClient(address: ServerAddress): ServerClient {
  const api = apiClient(address);
  const ask = async <Answer>(question: Promise<Answer>, unknown?: () => Promise<Error>): Promise<Answer> => {
    try {
      return await question;
    } catch (error) {
      if (unknown && error instanceof ORPCError && error.status === 404) throw await unknown();
      throw inWords(error, address);
    }
  };
  const unknownCall = (id: string) => async (): Promise<Error> =>
    new BadConfig(`there is no call "${id}" on ${address.url}; without an id the newest one is told`);

  return {
    address,
    async agent(name) {
      if (name.endsWith('.json')) return save(api, name, ask);
      const found = await ask(api.agents.get({ id: name }), () => unknownAgent(api, name, address));
      return { id: name, version: found.version, agent: found.agent as Agent };
    },
    async put(id, document) {
      return (await ask(api.agents.put({ params: { id }, body: document as AgentBody }))).version;
    },
    async record(id) {
      const answer = await ask(api.calls.get({ id }), unknownCall(id));
      if (answer.state === 'live') return null;
      const { state: _ended, sample: _sample, ...record } = answer;
      return record as CallRecord;
    },
    async newestCall() {
      const { items } = await ask(api.calls.list({ limit: 1 }));
      return items[0]?.call_id ?? null;
    },
    async timeline(id) {
      const { entries } = await ask(api.calls.timeline({ id }), unknownCall(id));
      return entries as TimelineEntry[];
    },
    async endCall(id) {
      await ask(api.calls.end({ id, farewell: true }));
    },
  };
}

type AgentBody = Parameters<ApiClient['agents']['put']>[0]['body'];

async function save(
  api: ApiClient,
  path: string,
  ask: <Answer>(question: Promise<Answer>) => Promise<Answer>,
): Promise<FoundAgent> {
  const document = readJson(path);
  const agent = readAgent(document, path);
  const id = agent.id ?? basename(path, '.json').replace(/[^a-zA-Z0-9_-]/g, '-');
  const saved = await ask(api.agents.put({ params: { id }, body: document as AgentBody }));
  return { id, version: saved.version, agent };
}

async function unknownAgent(api: ApiClient, name: string, { url }: ServerAddress): Promise<Error> {
  const { items } = await api.agents.list({ limit: 50 });
  const known = items.map(({ id }) => id).join(', ');
  return new BadConfig(`there is no agent "${name}" on ${url}; there are ${known || 'none yet'}, or give a .json file`);
}

/** One question to the server that the options name. Throws BadConfig when there is none. */
export async function askServer<Answer>(
  options: ServerOptions,
  question: (api: ApiClient) => Promise<Answer>,
): Promise<Answer> {
  const address = needServer(options);
  try {
    return await question(apiClient(address));
  } catch (error) {
    throw inWords(error, address);
  }
}

/** Any failure of a request to the server, told by what to do about it. */
export function inWords(error: unknown, { url, from }: ServerAddress): Error {
  if (error instanceof BadConfig || error instanceof Terminal || error instanceof Retryable) return error;
  if (error instanceof ORPCError) {
    const { hint } = (error.data ?? {}) as { hint?: string };
    return refusedBy(url, error.status, error.message, hint);
  }
  const stale = from === here ? ', although its file .ringoff/server.json says that it runs' : '';
  const why = networkCause(error);
  return new Retryable(`no server answers at ${url}${stale} (${why}); start one with: npx ringoff start`, {
    cause: error,
  });
}

/** A refusal with its status. */
export function refusedBy(url: string, status: number, message: string, hint?: string): Error {
  const more = hint ? ` ${hint}` : '';
  if (status === 401) {
    return new BadConfig(`${url} refuses the key: ${message} Give another one with --key or RINGOFF_KEY.`);
  }
  if (status >= 500 || status === 429) return new Retryable(`${url} cannot answer now: ${message}${more}`);
  return new BadConfig(`${url} refuses: ${message}${more}`);
}

function networkCause(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
}
