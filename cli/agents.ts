/** Finds the agent that somebody names: one of the database, a sample, or a JSON file. */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Agent, parseAgent } from '../contract/agent.ts';
import { BadConfig } from '../contract/errors.ts';
import type { Store } from '../server/store/store.ts';
import { sampleAgents } from '../simulator/sample-agents.ts';
import { accountId } from './account.ts';

export type FoundAgent = { id: string; version: number; agent: Agent };

/** Throws BadConfig that tells every fault of a file, or which agents there are. */
export async function findAgent(name: string, store: Store | null): Promise<FoundAgent> {
  if (name.endsWith('.json')) return fromFile(name, store);
  if (!store) {
    const sample = sampleAgents().find((s) => s.id === name);
    if (!sample)
      throw unknownAgent(
        name,
        sampleAgents().map((s) => s.id),
      );
    return { id: name, version: 1, agent: readAgent(sample.document, name) };
  }
  const found = await store.agents.get(accountId, name);
  if (!found)
    throw unknownAgent(
      name,
      (await store.agents.list(accountId)).map((a) => a.id),
    );
  return { id: found.id, version: found.version, agent: readAgent(found.document, name) };
}

function unknownAgent(name: string, known: readonly string[]): BadConfig {
  return new BadConfig(
    `there is no agent "${name}"; there are ${known.join(', ')}, or give a .json file with an agent`,
  );
}

async function fromFile(path: string, store: Store | null): Promise<FoundAgent> {
  const document = readJson(path);
  const agent = readAgent(document, path);
  const id = agent.id ?? basename(path, '.json').replace(/[^a-zA-Z0-9_-]/g, '-');
  if (!store) return { id, version: 1, agent };
  const saved = await store.agents.put(accountId, id, document as Parameters<Store['agents']['put']>[2]);
  return { id, version: saved.version, agent };
}

export function readJson(path: string): unknown {
  if (!existsSync(path)) throw new BadConfig(`${path}: there is no such file`);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new BadConfig(`${path}: this is not JSON (${(cause as Error).message})`, { cause });
  }
}

export function readAgent(document: unknown, where: string): Agent {
  const parsed = parseAgent(document);
  if (parsed.ok) return parsed.agent;
  const faults = parsed.problems.map((p) => `  ${p.path || '(the document)'} ${p.problem}. ${p.hint}`);
  throw new BadConfig(`${where}: ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}\n${faults.join('\n')}`);
}
