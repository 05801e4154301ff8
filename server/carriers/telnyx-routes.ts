/** Telnyx's addresses: TeXML applications and ConversationRelay. Source: Telnyx "TeXML fundamentals", "Receiving webhooks", "Conversation Relay". */
import { texmlStatusOf, transferReportOf, webhookOf } from '../../providers/carriers/telnyx-messages.ts';
import { telnyxCarrier } from '../../providers/carriers/telnyx.ts';
import { readForm } from '../../providers/carriers/twilio-messages.ts';
import type { RoutePlugin } from '../deps.ts';
import { readDefaultAgent, readTelnyx } from './carrier-config.ts';
import { notConfigured, refuseAll, serveRelay } from './relay-routes.ts';

/** Throws BadConfig for a configuration that is not right. */
export const registerTelnyx: RoutePlugin = (app, deps) => {
  const settings = readTelnyx(deps.env);
  const defaultAgent = readDefaultAgent(deps.env);
  if (!settings) return refuseAll(app, 'telnyx', notConfigured('telnyx', 'TELNYX_API_KEY, TELNYX_PUBLIC_KEY'));
  return serveRelay(app, deps, {
    carrier: telnyxCarrier({ ...settings, clock: deps.clock }),
    signsUpgrades: false, // Its pages tell of no signature there.
    reportOf: (contentType, body, direction) =>
      contentType.startsWith('application/json')
        ? webhookOf(body, direction)
        : texmlStatusOf(readForm(body), direction),
    transferOf: (_contentType, body) => transferReportOf(body),
    dialsNot: settings.connectionId === '' ? 'TELNYX_CONNECTION_ID' : null,
    signatureHint:
      'TELNYX_PUBLIC_KEY must be the public key of your account (portal, Keys & Credentials), and the clock of this machine must be right to 5 minutes.',
    defaultAgent,
  });
};
