/** Twilio's addresses: webhooks of numbers and of ConversationRelay. Source: Twilio "TwiML Voice: <ConversationRelay>", "Secure webhooks". */
import { dialReportOf, readForm, statusOf } from '../../providers/carriers/twilio-messages.ts';
import { twilioCarrier } from '../../providers/carriers/twilio.ts';
import type { RoutePlugin } from '../deps.ts';
import { readDefaultAgent, readTwilio } from './carrier-config.ts';
import { notConfigured, refuseAll, serveRelay } from './relay-routes.ts';

/** Throws BadConfig for a configuration that is not right. */
export const registerTwilio: RoutePlugin = (app, deps) => {
  const settings = readTwilio(deps.env);
  const defaultAgent = readDefaultAgent(deps.env);
  if (!settings) return refuseAll(app, 'twilio', notConfigured('twilio', 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN'));
  return serveRelay(app, deps, {
    carrier: twilioCarrier({ ...settings, clock: deps.clock }),
    signsUpgrades: true,
    reportOf: (_contentType, body) => statusOf(readForm(body)),
    transferOf: (_contentType, body) => dialReportOf(readForm(body)),
    dialsNot: null,
    signatureHint:
      'Twilio signs the address that it calls: it must begin with PUBLIC_URL exactly, and TWILIO_AUTH_TOKEN must be the primary token of the account that owns the number.',
    defaultAgent,
  });
};
