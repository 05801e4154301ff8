/** One delivery of an event of a call. Source: design contract.md section 4. */
import { createHash } from 'node:crypto';
import type { CallRecord } from '../contract/call.ts';
import { fillVariables, type VariableValue } from '../contract/variables.ts';
import type { CallPayload } from '../contract/webhook.ts';
import type { WebhookEvent } from '../contract/webhook-words.ts';
import type { NewDelivery, WebhookTarget } from './delivery.ts';

/** What of the call may stand in an address. */
type OfCall = Pick<CallRecord, 'variables' | 'from'>;

/**
 * Made again, it has the same id, so that nobody is told twice. `ofCall`: the call's, where the payload does not hold it.
 */
export function delivery(target: WebhookTarget, payload: CallPayload, ofCall: OfCall | null = null): NewDelivery {
  const known = ofCall ?? ('variables' in payload ? payload : null);
  const url = target.url.includes('{{') ? filledUrl(target.url, payload, known) : null;
  const id = deliveryId(payload.call_id, target.id, payload.event);
  return { id, endpointId: target.id, url, format: target.format, payload };
}

/** As long as our other ids. */
function deliveryId(callId: string, endpointId: string, event: WebhookEvent): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([callId, endpointId, event]))
    .digest('hex');
  return `msg_${digest.slice(0, 24)}`;
}

/** Values are escaped, so that none reaches beyond its place in the address. */
function filledUrl(url: string, payload: CallPayload, ofCall: OfCall | null): string {
  const values = {
    ...ofCall?.variables,
    ...(ofCall && { from: ofCall.from }),
    call_id: payload.call_id,
    to: payload.to,
  };
  const escaped = Object.entries(values).flatMap(([name, value]): [string, VariableValue][] =>
    value === null || typeof value === 'object' ? [] : [[name, encodeURIComponent(value)]],
  );
  return fillVariables(url, Object.fromEntries(escaped)).text;
}
