/** Twilio's addresses: webhooks of numbers, ConversationRelay, Media Streams. Source: Twilio "TwiML Voice: <ConversationRelay>", "<Stream>", "Secure webhooks". */
import { twilioMedia } from '../../providers/carriers/twilio-media.ts';
import { dialReportOf, formInvitationOf, readForm, statusOf } from '../../providers/carriers/twilio-messages.ts';
import { twilioCarrier } from '../../providers/carriers/twilio.ts';
import { streamTwiml } from '../../providers/carriers/twiml.ts';
import { twilioInbound } from '../../providers/messaging/twilio.ts';
import type { RoutePlugin } from '../deps.ts';
import { readDefaultAgent, readTwilio } from './carrier-config.ts';
import { notConfigured, refuseAll } from './carrier-door.ts';
import { serveCarrier } from './carrier-routes.ts';
import { serveInboundSms } from './sms-routes.ts';

/** Throws BadConfig for a configuration that is not right. */
export const registerTwilio: RoutePlugin = (app, deps) => {
  const settings = readTwilio(deps.env);
  const defaultAgent = readDefaultAgent(deps.env);
  if (!settings) return refuseAll(app, 'twilio', notConfigured('twilio', 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN'));
  const carrier = twilioCarrier({ ...settings, clock: deps.clock });
  serveCarrier(app, deps, {
    carrier,
    signsUpgrades: true,
    invitationOf: (_contentType, body) => ({ ...formInvitationOf(readForm(body)), answer: null }),
    media: twilioMedia,
    streamDocument: streamTwiml,
    reportOf: (_contentType, body) => statusOf(readForm(body)),
    transferOf: (_contentType, body) => dialReportOf(readForm(body)),
    dialsNot: null,
    connect: null,
    signatureHint,
    defaultAgent,
  });
  const answer = { type: 'text/xml; charset=utf-8', body: '<Response/>' };
  serveInboundSms(app, deps, { carrier, inboundOf: (body) => twilioInbound(readForm(body)), signatureHint, answer });
};

const signatureHint =
  'Twilio signs the address that it calls: it must begin with PUBLIC_URL exactly, and TWILIO_AUTH_TOKEN must be the primary token of the account that owns the number.';
