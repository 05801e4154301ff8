/** The closed lists of webhooks. Source: design contract.md sections 4 and 5. */

/** What happens to a call that others can be told of. `call.ended` comes at once, `call.analyzed` with the findings. */
export const callEvents = ['call.started', 'call.ended', 'call.analyzed', 'sms.sent', 'sms.failed'] as const;

/** Everything that others can be told of: calls, and that another endpoint is sent nothing any more. */
export const webhookEvents = [...callEvents, 'endpoint.switched_off'] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** Ours, and those of the vendors whose customers keep their receivers. */
export const webhookFormats = ['ringoff', 'synthflow', 'nixflex', 'thinnestai'] as const;
export type WebhookFormat = (typeof webhookFormats)[number];

/** `pending`: to be tried, or tried again. `dead`: given up after the last retry. `switched_off`: with its endpoint. */
export const deliveryStates = ['pending', 'delivered', 'dead', 'switched_off'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Why an attempt brought no HTTP status. `interrupted`: our process died while it was under way. */
export const attemptErrors = [
  'address_refused',
  'name_not_found',
  'connection_refused',
  'connection_lost',
  'tls_failed',
  'timed_out',
  'no_http',
  'interrupted',
] as const;
export type AttemptError = (typeof attemptErrors)[number];
