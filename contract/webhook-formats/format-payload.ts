/** An event in the words of the receiver's vendor. Source: design contract.md section 5. */
import type { WebhookPayload } from '../webhook.ts';
import type { WebhookFormat } from '../webhook-words.ts';
import { nixflexWebhook } from './nixflex.ts';
import { synthflowWebhook } from './synthflow.ts';
import { thinnestaiWebhook } from './thinnestai.ts';

/**
 * The body that is sent. Null: the vendor's receivers know no such event, and nothing is sent. Each vendor has one
 * webhook, after the call; those of Synthflow and Nixflex hold what the analysis found, if that is what is asked for.
 */
export function formatPayload(format: WebhookFormat, payload: WebhookPayload): object | null {
  if (format === 'ringoff') return payload;
  if (payload.event !== 'call.ended' && payload.event !== 'call.analyzed') return null;
  switch (format) {
    case 'synthflow':
      return synthflowWebhook(payload);
    case 'nixflex':
      return nixflexWebhook(payload);
    case 'thinnestai':
      return payload.event === 'call.ended' ? thinnestaiWebhook(payload) : null;
  }
}
