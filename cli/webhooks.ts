/** `ringoff webhooks`: endpoints, deliveries and replay, asked of the running server, which alone sends. */
import { type ApiClient, apiClient } from '../contract/client.ts';
import { BadConfig } from '../contract/errors.ts';
import { deliveryStates, type DeliveryState } from '../contract/webhook-words.ts';
import { findServer, type ServerOptions } from './find-server.ts';
import { paint } from './paint.ts';
import { inWords } from './server-client.ts';

export type DeliveryOptions = ServerOptions & { state?: string; endpoint?: string; call?: string };

export async function webhooksListCommand(options: ServerOptions): Promise<void> {
  const { items } = await ask(options, (webhooks) => webhooks.list({}));
  if (items.length === 0)
    console.log('There is no webhook endpoint yet. Make one: POST /v1/webhooks {"url": "https://…"}');
  for (const { id, url, events, agent_id: agent, enabled, switched_off_why: why, failing_since: failing } of items) {
    const state = !enabled
      ? paint.red(`off: ${why}`)
      : failing
        ? paint.red(`failing since ${failing}`)
        : paint.green('on');
    console.log(`${id}  ${state}  ${url}\n  ${events.join(', ')} of ${agent ?? 'all agents'}`);
  }
}

/** The newest 50 that the options let through. */
export async function webhooksDeliveriesCommand(options: DeliveryOptions): Promise<void> {
  const { endpoint, call } = options;
  const state = stateNamed(options.state);
  const filters = {
    ...(endpoint && { endpoint_id: endpoint }),
    ...(call && { call_id: call }),
    ...(state && { state }),
  };
  const { items } = await ask(options, (webhooks) => webhooks.deliveries(filters));
  if (items.length === 0) console.log('There is no such delivery.');
  for (const each of items) {
    const shown = each.state === 'delivered' ? paint.green(each.state) : paint.red(each.state);
    const next = each.next_attempt_at === null ? '' : `, next at ${each.next_attempt_at}`;
    const tries = each.attempts === 1 ? '1 attempt' : `${each.attempts} attempts`;
    console.log(
      `${each.id}  ${shown}  ${each.event} ${each.call_id ?? '(test)'}\n  ${each.created_at}  ${tries}${next}`,
    );
  }
}

export async function webhooksReplayCommand(delivery: string, options: ServerOptions): Promise<void> {
  const { id, endpoint_id: endpoint } = await ask(options, (webhooks) => webhooks.replay({ id: delivery }));
  console.log(`${id} is sent again to ${endpoint}, with the same webhook-id.`);
}

async function ask<Answer>(
  options: ServerOptions,
  question: (webhooks: ApiClient['webhooks']) => Promise<Answer>,
): Promise<Answer> {
  const address = findServer(options);
  if (!address)
    throw new BadConfig('no server runs here; start one with: npx ringoff start (or name one with --server)');
  try {
    return await question(apiClient(address).webhooks);
  } catch (error) {
    throw inWords(error, address);
  }
}

function stateNamed(text: string | undefined): DeliveryState | undefined {
  const state = deliveryStates.find((known) => known === text);
  if (text === undefined || state) return state;
  throw new BadConfig(`--state: "${text}" is none of ${deliveryStates.join(', ')}`);
}
