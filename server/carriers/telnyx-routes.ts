/** Telnyx's addresses: TeXML and Call Control applications, ConversationRelay, media streams. Source: Telnyx "TeXML fundamentals", "Media streaming", "Receiving webhooks", "Conversation Relay". */
import { telnyxMedia } from '../../providers/carriers/telnyx-media.ts';
import { invitationOf, texmlStatusOf, transferReportOf, webhookOf } from '../../providers/carriers/telnyx-messages.ts';
import { telnyxCarrier } from '../../providers/carriers/telnyx.ts';
import { formInvitationOf, readForm } from '../../providers/carriers/twilio-messages.ts';
import { streamTexml } from '../../providers/carriers/twiml.ts';
import { telnyxInbound } from '../../providers/messaging/telnyx.ts';
import type { RoutePlugin } from '../deps.ts';
import { readDefaultAgent, readTelnyx } from './carrier-config.ts';
import { notConfigured, refuseAll } from './carrier-door.ts';
import { serveCarrier } from './carrier-routes.ts';
import { serveInboundSms } from './sms-routes.ts';

/** Throws BadConfig for a configuration that is not right. */
export const registerTelnyx: RoutePlugin = (app, deps) => {
  const settings = readTelnyx(deps.env);
  const defaultAgent = readDefaultAgent(deps.env);
  if (!settings) return refuseAll(app, 'telnyx', notConfigured('telnyx', 'TELNYX_API_KEY, TELNYX_PUBLIC_KEY'));
  const carrier = telnyxCarrier({ ...settings, clock: deps.clock });
  const never = new AbortController().signal; // Requests are bounded in time by themselves.
  serveCarrier(app, deps, {
    carrier,
    signsUpgrades: false, // Its pages tell of no signature there.
    media: telnyxMedia,
    streamDocument: streamTexml,
    invitationOf(contentType, body) {
      if (!isCallControl(contentType)) return { ...formInvitationOf(readForm(body)), answer: null };
      const invitation = invitationOf(body);
      if (!invitation) return null;
      return { ...invitation, answer: (streamUrl) => carrier.answer(invitation.leg, streamUrl, never) };
    },
    reportOf: (contentType, body, direction) =>
      isCallControl(contentType) ? webhookOf(body, direction) : texmlStatusOf(readForm(body), direction),
    transferOf: (_contentType, body) => transferReportOf(body),
    dialsNot: settings.connectionId === '' ? 'TELNYX_CONNECTION_ID' : null,
    connect: (leg, line, socketUrl) => carrier.connect(leg, line, socketUrl, never),
    signatureHint,
    defaultAgent,
  });
  const answer = { type: 'application/json', body: '{}' };
  serveInboundSms(app, deps, { carrier, inboundOf: telnyxInbound, signatureHint, answer });
};

const signatureHint =
  'TELNYX_PUBLIC_KEY must be the public key of your account (portal, Keys & Credentials), and the clock of this machine must be right to 5 minutes.';

/** Its webhooks are JSON; those of TeXML applications are forms. */
function isCallControl(contentType: string): boolean {
  return contentType.startsWith('application/json');
}
