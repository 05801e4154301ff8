/** `/v1/agents`. */
import { type Agent, type AgentInput, parseAgent } from '../../contract/agent.ts';
import { lintFlow } from '../../contract/lint-flow.ts';
import { lintAgent } from '../../contract/lint.ts';
import type { AgentAnswer } from '../../contract/routes/agents.ts';
import { badFields, notFound, Refusal } from '../http/refusal.ts';
import type { AgentVersion } from '../store/agents.ts';
import { newId } from '../store/ids.ts';
import type { Store } from '../store/store.ts';
import { api } from './api.ts';

export function agentRouter({ agents, samples }: Pick<Store, 'agents' | 'samples'>) {
  const routes = api.agents;
  return {
    list: routes.list.handler(async ({ input: { limit, cursor }, context }) => {
      const { accountId } = context.owner;
      const found = await agents.list(accountId, { limit: limit + 1, ...(cursor && { after: cursor }) });
      const sampleIds = new Set(await samples.agents(accountId));
      const { items, more } = page(found, limit);
      return {
        items: items.map((agent) => toldListed(agent, sampleIds.has(agent.id))),
        next_cursor: more ? items.at(-1)!.id : null,
      };
    }),
    create: routes.create.handler(async ({ input, context }) => {
      const agent = readAgent(input);
      const id = agent.id ?? newId('agent');
      const existing = await agents.get(context.owner.accountId, id);
      if (existing) throw exists(id);
      return toldSaved(await agents.put(context.owner.accountId, id, { ...agent, id }));
    }),
    lint: routes.lint.handler(({ input }) => {
      const parsed = parseAgent(input);
      if (parsed.ok) return { valid: true, problems: [], warnings: lintAgent(parsed.agent) };
      const problems = parsed.problems.map(({ path, problem, hint }) => ({ path, message: problem, hint }));
      return { valid: false, problems, warnings: lintFlow(input) };
    }),
    get: routes.get.handler(async ({ input: { id, version }, context }) => {
      const found = await agents.get(context.owner.accountId, id, version);
      if (!found) throw notFound(version === undefined ? 'agent' : `version ${version} of an agent`, id);
      return toldSaved(found);
    }),
    put: routes.put.handler(async ({ input: { params, body }, context }) => {
      const agent = readAgent(body);
      if (agent.id !== undefined && agent.id !== params.id) throw otherId(params.id);
      return toldSaved(await agents.put(context.owner.accountId, params.id, { ...agent, id: params.id }));
    }),
    remove: routes.remove.handler(async ({ input: { id }, context }) => {
      if (!(await agents.remove(context.owner.accountId, id))) throw notFound('agent', id);
      return { id, deleted: true };
    }),
    versions: routes.versions.handler(async ({ input: { id, limit, cursor }, context }) => {
      const asked = { limit: limit + 1, ...(cursor !== undefined && { before: cursor }) };
      const found = await agents.versions(context.owner.accountId, id, asked);
      if (found.length === 0 && cursor === undefined) throw notFound('agent', id);
      const { items, more } = page(found, limit);
      const told = items.map(({ version, document, createdAt }) => ({
        version,
        name: String(document['name']),
        saved_at: createdAt.toISOString(),
      }));
      return { items: told, next_cursor: more ? `${told.at(-1)!.version}` : null };
    }),
  };
}

function readAgent(document: AgentInput): Agent {
  const parsed = parseAgent(document);
  if (parsed.ok) return parsed.agent;
  throw badFields(parsed.problems);
}

/** A stored document may be a sample, or of an earlier version: its defaults are filled in as for a call. */
function toldSaved({ id, version, document }: AgentVersion): AgentAnswer {
  const parsed = parseAgent(document);
  if (!parsed.ok) throw new Error(`the stored agent ${id}, version ${version}, cannot be read`);
  return { agent: { ...parsed.agent, id }, version, warnings: lintAgent(parsed.agent) };
}

function toldListed({ id, version, document, createdAt }: AgentVersion, sample: boolean) {
  const kind = document['kind'] === 'flow' ? ('flow' as const) : ('prompt' as const);
  return { id, name: String(document['name']), kind, version, saved_at: createdAt.toISOString(), sample };
}

function page<Item>(found: Item[], limit: number): { items: Item[]; more: boolean } {
  return { items: found.slice(0, limit), more: found.length > limit };
}

function exists(id: string): Refusal {
  return new Refusal(409, 'agent_exists', `There is an agent "${id}" already.`, {
    path: 'id',
    hint: `Change it with PUT /v1/agents/${id}, or leave out the id to get a new one.`,
  });
}

function otherId(id: string): Refusal {
  return new Refusal(400, 'bad_field', `The document names another agent than the address, which names "${id}".`, {
    path: 'id',
    hint: 'Leave out the id in the document.',
  });
}
