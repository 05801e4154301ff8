/** Tells webhooks of a call that began. */
import { delivery } from '../../after-call/delivery-of.ts';
import type { CallStarted } from '../../contract/webhook.ts';
import type { CallHeader } from '../session/record.ts';
import type { Store } from '../store/store.ts';

/**
 * Tells of a call that began, once its row is committed. Tried once: while the database is away nobody is told, and the
 * call goes on. Never rejects.
 */
export async function announceStarted(
  webhooks: Store['webhooks'],
  header: CallHeader,
  answeredAt: Date | null,
  onError: (error: Error) => void,
): Promise<void> {
  const { accountId, agentId, callId } = header;
  const payload = startedPayload(header, answeredAt);
  const make = (target: Parameters<typeof delivery>[0]) => delivery(target, payload);
  try {
    await webhooks.deliveries.announce({ accountId, agentId, callId, event: payload.event, make });
  } catch (error) {
    onError(error as Error);
  }
}

function startedPayload(header: CallHeader, answeredAt: Date | null): CallStarted {
  return {
    event: 'call.started',
    call_id: header.callId,
    agent_id: header.agentId,
    agent_version: header.agentVersion,
    direction: header.direction,
    from: header.from,
    to: header.to,
    started_at: header.createdAt.toISOString(),
    answered_at: answeredAt?.toISOString() ?? null,
    variables: header.variables,
    metadata: header.metadata,
  };
}
