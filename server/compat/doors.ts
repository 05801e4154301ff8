/**
 * The vendors' own addresses: their requests work here with another base address and one of our keys. Source: design
 * contract.md section 5.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Agent, parseAgent } from '../../contract/agent.ts';
import type { ApiError } from '../../contract/api.ts';
import type { CallRecord } from '../../contract/call.ts';
import { callEndedPayload } from '../../contract/webhook.ts';
import { nixflexCall } from '../../contract/webhook-formats/nixflex.ts';
import type { RoutePlugin, ServerDeps } from '../deps.ts';
import { agentBytesMax } from '../http/bodies.ts';
import { badFields, notFound, Refusal } from '../http/refusal.ts';
import { newId } from '../store/ids.ts';
import type { Store } from '../store/store.ts';
import { type Door, giveBack, takeIn } from './door.ts';
import type { JsonDocument } from './json-document.ts';
import { nixflex } from './nixflex.ts';
import { synthflow } from './synthflow.ts';
import { thinnestai } from './thinnestai.ts';

type Address = {
  door: Door;
  path: string;
  createdStatus: 200 | 201;
  /** What our answers add to a document: a client that sends an answer back changes nothing by it. */
  adds: readonly string[];
  /** The vendor's answer about one agent. */
  told(id: string, document: JsonDocument, warnings: readonly string[]): object;
};

const flat: Pick<Address, 'adds' | 'told'> = {
  adds: ['id', 'warnings'],
  told: (id, document, warnings) => ({ ...document, id, warnings }),
};

const addresses: readonly Address[] = [
  {
    door: synthflow,
    path: '/compat/synthflow/v2/assistants',
    createdStatus: 200,
    adds: ['model_id'],
    told: (id, document, warnings) => ({ status: 'success', response: { ...document, model_id: id }, warnings }),
  },
  {
    door: nixflex,
    path: '/compat/nixflex/v1/agents',
    createdStatus: 201,
    adds: [...flat.adds, 'agent_id'],
    told: (id, document, warnings) => ({ agent_id: id, ...flat.told(id, document, warnings) }),
  },
  { door: thinnestai, path: '/compat/thinnestai/agents', createdStatus: 201, ...flat },
];

export const registerDoors: RoutePlugin = async (app, deps) => {
  for (const address of addresses) {
    await app.register(async (scope) => {
      speakAs(address.door, scope);
      registerAgents(address, scope, deps.store);
      if (address.door === nixflex) {
        scope.get<OneAgent>('/compat/nixflex/v1/calls/:id', (request) => showNixflexCall(deps, request));
      }
    });
  }
};

/** Every refusal behind a door, also of a key, is told in its vendor's shape. */
function speakAs(door: Door, scope: FastifyInstance): void {
  scope.addHook('preSerialization', async (_request, reply, payload) => {
    if (reply.statusCode < 400) return payload;
    return door.refusal((payload as ApiError).error, reply.statusCode);
  });
}

/** A change changes only what it names, whichever method the vendor has for it. */
function registerAgents(address: Address, scope: FastifyInstance, store: Store): void {
  const { path } = address;
  scope.post(path, { bodyLimit: agentBytesMax }, (request, reply) => create(address, store, request, reply));
  scope.route<OneAgent>({
    method: ['PUT', 'PATCH'],
    url: `${path}/:id`,
    bodyLimit: agentBytesMax,
    handler: (request) => change(address, store, request),
  });
  scope.get<OneAgent>(`${path}/:id`, (request) => show(address, store, request));
}

type OneAgent = { Params: { id: string } };

async function create(
  address: Address,
  { agents }: Pick<Store, 'agents'>,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const id = newId('agent');
  const { agent, warnings } = taken(address, null, request.body);
  await agents.put(accountOf(request), id, { ...agent, id });
  reply.code(address.createdStatus);
  return address.told(id, giveBack(address.door, agent), warnings);
}

async function change(address: Address, { agents }: Pick<Store, 'agents'>, request: FastifyRequest<OneAgent>) {
  const { id } = request.params;
  const before = await theAgent(agents, request);
  const { agent, warnings } = taken(address, before, request.body);
  await agents.put(accountOf(request), id, { ...agent, id });
  return address.told(id, giveBack(address.door, agent), warnings);
}

async function show(address: Address, { agents }: Pick<Store, 'agents'>, request: FastifyRequest<OneAgent>) {
  const agent = await theAgent(agents, request);
  return address.told(request.params.id, giveBack(address.door, agent), []);
}

function taken({ door, adds }: Address, before: Agent | null, body: unknown): { agent: Agent; warnings: string[] } {
  const document = Object.fromEntries(Object.entries(body ?? {}).filter(([field]) => !adds.includes(field)));
  const read = takeIn(door, before, document);
  if (!read.ok) throw badFields(read.problems);
  return read;
}

async function theAgent(agents: Store['agents'], request: FastifyRequest<OneAgent>): Promise<Agent> {
  const { id } = request.params;
  const found = await agents.get(accountOf(request), id);
  if (!found) throw noAgent(id);
  const parsed = parseAgent(found.document);
  if (!parsed.ok) throw new Error(`the stored agent ${id}, version ${found.version}, cannot be read`);
  return { ...parsed.agent, id };
}

function noAgent(id: string): Refusal {
  const { status, message } = notFound('agent', id);
  return new Refusal(status, 'agent_not_found', message, {
    hint: 'Create it first: POST here makes a new one, PUT /v1/agents/{id} one with an id of your choice.',
  });
}

/** Ended calls by the vendor's word; of a live one there is no reason yet. */
async function showNixflexCall({ store }: ServerDeps, request: FastifyRequest<OneAgent>) {
  const call = await store.calls.get(accountOf(request), request.params.id);
  if (!call) throw new Refusal(404, 'call_not_found', notFound('call', request.params.id).message);
  const { id: call_id, agentId: agent_id } = call;
  if (!call.record) return { call_id, agent_id, status: 'in_progress', ended_reason: null };
  const record = call.record as unknown as CallRecord;
  return nixflexCall(callEndedPayload(record, true));
}

/** Every route here asks for a key. */
function accountOf(request: FastifyRequest): string {
  return request.owner!.accountId;
}
