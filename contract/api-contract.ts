/** The native API: what the server runs, the dashboard and the command line call, and /openapi.json tells. */
import { accountRoutes } from './routes/account.ts';
import { agentRoutes } from './routes/agents.ts';
import { callRoutes } from './routes/calls.ts';
import { textRoutes } from './routes/text.ts';
import { webhookRoutes } from './routes/webhooks.ts';

export const apiContract = {
  agents: agentRoutes,
  calls: callRoutes,
  webhooks: webhookRoutes,
  text: textRoutes,
  account: accountRoutes,
};
