/** `/openapi.json`: the native API in OpenAPI 3.1, made from the contract that the server runs. */
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { agentSchema } from '../../contract/agent.ts';
import { apiContract } from '../../contract/api-contract.ts';
import { apiError } from '../../contract/api.ts';
import { callRecord } from '../../contract/call.ts';
import { agentDocument } from '../../contract/routes/agents.ts';

const structureDepthMax = 24;

/** `url`: where the server is reached. */
export async function openApiOf(url: string): Promise<object> {
  const schemas = new ZodToJsonSchemaConverter({ maxStructureDepth: structureDepthMax });
  const converter = new ZodToJsonSchemaConverter({
    maxStructureDepth: structureDepthMax,
    // What is checked by parseAgent is described by the schema that parseAgent begins with.
    interceptors: [
      ({ schema, options, next }) => {
        if (schema !== agentDocument) return next();
        const named = options.components?.find((component) => component.schema === agentDocument);
        return named ? [named.required, { $ref: named.ref }] : schemas.convert(agentSchema, options);
      },
    ],
  });
  return new OpenAPIGenerator({ schemaConverters: [converter] }).generate(apiContract, {
    info: {
      title: 'Ringoff',
      version: '1',
      description:
        'Ends AI voice calls properly. Every error has the shape `{ error: { code, message, path?, hint? } }`.',
    },
    servers: [{ url }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key: rk_…' } } },
    commonSchemas: {
      Agent: { schema: agentSchema, strategy: 'output' },
      AgentInput: { schema: agentDocument, strategy: 'input' },
      CallRecord: { schema: callRecord, strategy: 'output' },
      Error: { schema: apiError, strategy: 'output' },
    },
    customErrorResponseBodySchema: () => ({ $ref: '#/components/schemas/Error' }),
  });
}
