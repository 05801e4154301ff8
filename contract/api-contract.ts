/** The native API: what the server runs, the dashboard and the command line call, and /openapi.json tells. */
import { accountRoutes } from './routes/account.ts';
import { agentRoutes } from './routes/agents.ts';
import { analyticsRoutes } from './routes/analytics.ts';
import { callRoutes } from './routes/calls.ts';
import { callerRoutes } from './routes/callers.ts';
import { exportRoutes } from './routes/exports.ts';
import { replayRoutes } from './routes/replays.ts';
import { sampleRoutes } from './routes/samples.ts';
import { smsRoutes } from './routes/sms.ts';
import { stepRoutes } from './routes/steps.ts';
import { textRoutes } from './routes/text.ts';
import { webhookRoutes } from './routes/webhooks.ts';

export const apiContract = {
  agents: agentRoutes,
  calls: callRoutes,
  webhooks: webhookRoutes,
  steps: stepRoutes,
  sms: smsRoutes,
  exports: exportRoutes,
  replays: replayRoutes,
  callers: callerRoutes,
  analytics: analyticsRoutes,
  samples: sampleRoutes,
  text: textRoutes,
  account: accountRoutes,
};
