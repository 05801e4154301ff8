/** Telnyx's addresses: TeXML applications and ConversationRelay. Source: Telnyx "TeXML fundamentals", "Receiving webhooks", "Conversation Relay". */
import { texmlStatusOf, webhookOf } from '../../providers/carriers/telnyx-messages.ts';
import { telnyxCarrier } from '../../providers/carriers/telnyx.ts';
import { readForm } from '../../providers/carriers/twilio-messages.ts';
import { telnyxInbound } from '../../providers/messaging/telnyx.ts';
import type { RoutePlugin } from '../deps.ts';
import { readDefaultAgent, readTelnyx } from './carrier-config.ts';
import { notConfigured, refuseAll, serveRelay } from './relay-routes.ts';
import { serveInboundSms } from './sms-routes.ts';

/** Throws BadConfig for a configuration that is not right. */
export const registerTelnyx: RoutePlugin = (app, deps) => {
  const settings = readTelnyx(deps.env);
  const defaultAgent = readDefaultAgent(deps.env);
  if (!settings) return refuseAll(app, 'telnyx', notConfigured('telnyx', 'TELNYX_API_KEY, TELNYX_PUBLIC_KEY'));
  const carrier = telnyxCarrier({ ...settings, clock: deps.clock });
  serveRelay(app, deps, {
    carrier,
    signsUpgrades: false, // Its pages tell of no signature there.
    reportOf: (contentType, body) =>
      contentType.startsWith('application/json')
        ? webhookOf(body, 'inbound')
        : texmlStatusOf(readForm(body), 'inbound'),
    signatureHint,
    defaultAgent,
  });
  const answer = { type: 'application/json', body: '{}' };
  serveInboundSms(app, deps, { carrier, inboundOf: telnyxInbound, signatureHint, answer });
};

const signatureHint =
  'TELNYX_PUBLIC_KEY must be the public key of your account (portal, Keys & Credentials), and the clock of this machine must be right to 5 minutes.';
