/** The closed lists of webhooks. Source: design contract.md sections 4 and 5. */

/** What happens to a call that others can be told of. `call.ended` comes at once, `call.analyzed` with the findings. */
export const webhookEvents = ['call.started', 'call.ended', 'call.analyzed', 'sms.sent', 'sms.failed'] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** Ours, and those of the vendors whose customers keep their receivers. */
export const webhookFormats = ['ringoff', 'synthflow', 'nixflex', 'thinnestai'] as const;
export type WebhookFormat = (typeof webhookFormats)[number];
