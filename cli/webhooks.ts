/** `ringoff webhooks`: endpoints, deliveries and replay, asked of the running server, which alone sends. */
import type { ApiClient } from '../contract/client.ts';
import { BadConfig } from '../contract/errors.ts';
import { deliveryStates, type DeliveryState } from '../contract/webhook-words.ts';
import type { ReplayableState } from '../contract/routes/webhooks.ts';
import type { ServerOptions } from './find-server.ts';
import { paint } from './paint.ts';
import { askServer } from './server-client.ts';

export type ReplayOptions = ServerOptions & {
  all?: boolean;
  state: string;
  endpoint?: string;
  call?: string;
  from?: string;
  to?: string;
};
export type DeliveryOptions = ServerOptions & { state?: string; endpoint?: string; call?: string };

export async function webhooksListCommand(options: ServerOptions): Promise<void> {
  const { items } = await askServer(options, (api) => api.webhooks.list({}));
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
  const { items } = await askServer(options, (api) => api.webhooks.deliveries(filters));
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

export async function webhooksReplayCommand(delivery: string | undefined, options: ReplayOptions): Promise<void> {
  if (options.all) {
    if (delivery !== undefined) throw new BadConfig('--all goes with filters, not with the id of a delivery');
    return replayAll(options);
  }
  if (delivery === undefined) throw new BadConfig('name a delivery (msg_…), or give --all with filters');
  const { id, endpoint_id: endpoint } = await askServer(options, (api) => api.webhooks.replay({ id: delivery }));
  console.log(`${id} is sent again to ${endpoint}, with the same webhook-id.`);
}

/** Page by page; each page is sent again when it is answered. */
async function replayAll(options: ReplayOptions): Promise<void> {
  const { endpoint, call } = options;
  const filters = {
    state: replayableNamed(options.state),
    ...(endpoint && { endpoint_id: endpoint }),
    ...(call && { call_id: call }),
    ...(options.from && { created_from: instantOf('--from', options.from) }),
    ...(options.to && { created_to: instantOf('--to', options.to) }),
  };
  const total = { replayed: 0, off: 0 };
  let cursor: string | null = null;
  for (let page = 0; page < pagesMax && (page === 0 || cursor !== null); page++) {
    const order = { ...filters, ...(cursor !== null && { cursor }) };
    const done: ReplayedPage = await askServer(options, (api) => api.webhooks.replayMany(order));
    total.replayed += done.replayed;
    total.off += done.off;
    cursor = done.next_cursor;
  }
  console.log(`${many(total.replayed)} sent again, each with its webhook-id.`);
  if (total.off > 0) console.log(`${many(total.off)} left alone: the endpoint is switched off or deleted.`);
  if (cursor !== null) console.log('There are more: repeat the command.');
}

type ReplayedPage = Awaited<ReturnType<ApiClient['webhooks']['replayMany']>>;

const pagesMax = 1_000;

function many(count: number): string {
  return count === 1 ? '1 delivery is' : `${count} deliveries are`;
}

function instantOf(option: string, text: string): string {
  const at = new Date(text);
  if (!Number.isNaN(at.getTime())) return at.toISOString();
  throw new BadConfig(`${option}: "${text}" is no time; write it like 2026-11-20 or 2026-11-20T10:00:00Z`);
}

function replayableNamed(text: string): ReplayableState {
  const state = ['failed' as const, ...deliveryStates].find((known) => known === text);
  if (state) return state;
  throw new BadConfig(`--state: "${text}" is none of failed, ${deliveryStates.join(', ')}`);
}

function stateNamed(text: string | undefined): DeliveryState | undefined {
  const state = deliveryStates.find((known) => known === text);
  if (text === undefined || state) return state;
  throw new BadConfig(`--state: "${text}" is none of ${deliveryStates.join(', ')}`);
}
