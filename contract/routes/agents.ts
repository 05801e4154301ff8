/** `/v1/agents`: agents, their versions, and what a lint says of them. Source: design contract.md sections 1 and 6. */
import * as z from 'zod';
import { type AgentInput, agentSchema } from '../agent.ts';
import { pageOf, queried } from '../api.ts';
import { id, instant, oneOf, strict, whole } from '../fields.ts';
import { type WarningCode, warningCodes } from '../warning.ts';
import { route } from './route.ts';

/**
 * An agent as users write it. Not checked here: the server reads it with `parseAgent`, which knows more rules than a
 * schema can and tells all problems at once.
 */
export const agentDocument = z.custom<AgentInput>();

const warning = strict({
  path: z.string(),
  code: z.enum(warningCodes as readonly WarningCode[]),
  message: z.string(),
  hint: z.string(),
});

/** An agent with every default filled in, its version, and what is allowed but probably not meant. */
export const agentAnswer = strict({ agent: agentSchema, version: z.int(), warnings: z.array(warning) });

export type AgentAnswer = z.output<typeof agentAnswer>;

const agentListed = strict({
  id,
  name: z.string(),
  kind: oneOf(['prompt', 'flow']),
  version: z.int(),
  saved_at: instant,
  /** Came with the database as an example, and nobody has changed it. */
  sample: z.boolean(),
});

const versionListed = strict({ version: z.int(), name: z.string(), saved_at: instant });

const lintAnswer = strict({
  /** Whether it could be saved. */
  valid: z.boolean(),
  problems: z.array(strict({ path: z.string(), message: z.string(), hint: z.string() })),
  warnings: z.array(warning),
});
export type LintAnswer = z.output<typeof lintAnswer>;

const limit = queried(1, 200)
  .pipe(z.int({ error: 'Give a whole number.' }))
  .default(50);
const version = queried(1, 1_000_000_000).pipe(whole(1, 1_000_000_000));

const tags = ['agents'];

export const agentRoutes = {
  list: route
    .route({ method: 'GET', path: '/v1/agents', tags, summary: 'List agents, by id' })
    .input(strict({ limit, cursor: id.optional() }))
    .output(pageOf(agentListed)),
  create: route
    .route({ method: 'POST', path: '/v1/agents', tags, summary: 'Create an agent', successStatus: 201 })
    .input(agentDocument)
    .output(agentAnswer),
  lint: route
    .route({ method: 'POST', path: '/v1/agents/lint', tags, summary: 'Check an agent without saving it' })
    .input(agentDocument)
    .output(lintAnswer),
  get: route
    .route({ method: 'GET', path: '/v1/agents/{id}', tags, summary: 'Read an agent, now or in an earlier version' })
    .input(strict({ id, version: version.optional() }))
    .output(agentAnswer),
  put: route
    .route({
      method: 'PUT',
      path: '/v1/agents/{id}',
      tags,
      summary: 'Save an agent under a chosen id, as its next version',
      inputStructure: 'detailed',
    })
    .input(z.object({ params: strict({ id }), body: agentDocument }))
    .output(agentAnswer),
  remove: route
    .route({
      method: 'DELETE',
      path: '/v1/agents/{id}',
      tags,
      summary: 'Delete an agent',
      description: 'Its calls stay, live ones go on. Saving under the same id brings it back with its next version.',
    })
    .input(strict({ id }))
    .output(strict({ id, deleted: z.literal(true) })),
  versions: route
    .route({ method: 'GET', path: '/v1/agents/{id}/versions', tags, summary: 'List versions, newest first' })
    .input(strict({ id, limit, cursor: version.optional() }))
    .output(pageOf(versionListed)),
};
