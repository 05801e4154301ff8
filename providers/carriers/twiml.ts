/** The documents with which we tell Twilio, and Telnyx in its TeXML, what to do with a call. Source: Twilio "TwiML Voice: <ConversationRelay>", "<Connect>", "<Stream>", "<Hangup>"; Telnyx "TeXML verbs: ConversationRelay". */
import { BadConfig } from '../../contract/errors.ts';

/** Whose speech may stop the agent's: the caller's voice, keys, both or neither. */
type Interruptible = 'none' | 'dtmf' | 'speech' | 'any';

export type RelayDocument = {
  /** The relay's `wss:` address. A secret belongs in its path: carriers drop or sign away a query. */
  wsUrl: string;
  /** Asked what to do once the relay session is over: the safety net, answered with `hangUpTwiml()`. */
  actionUrl: string;
  /** Come back in the relay's `setup` message. */
  parameters?: Readonly<Record<string, string>>;
  /** Spoken by the carrier before we say anything. The session greets by itself, so this is for other uses. */
  welcome?: string;
  language?: string;
  voice?: string;
  ttsProvider?: string;
  transcriptionProvider?: string;
  speechModel?: string;
  /** Words that speech recognition should expect. */
  hints?: readonly string[];
  interruptible?: Interruptible;
  /** Short listening noises do not stop the agent's voice. */
  ignoreBackchannel?: boolean;
};

/**
 * Hands the call to our relay, with the events that playback proof needs, keys, partial transcripts, and the caller's
 * words also while the agent speaks. Throws BadConfig when the address is not `wss:`.
 */
export function relayTwiml(relay: RelayDocument): string {
  return connect(relay, {
    ...sharedAttributes(relay),
    ttsProvider: relay.ttsProvider,
    speechModel: relay.speechModel,
    hints: relay.hints?.join(', '),
    ignoreBackchannel: relay.ignoreBackchannel === undefined ? undefined : String(relay.ignoreBackchannel),
    reportInputDuringAgentSpeech: 'any',
    partialPrompts: 'true',
  });
}

/**
 * The same for Telnyx, with what its page names; a voice carries its provider in its name there. `events` is not on
 * that page: calls have shown that it works, and a relay without it is heard by estimate.
 */
export function relayTexml(relay: RelayDocument): string {
  return connect(relay, sharedAttributes(relay));
}

type Attributes = Readonly<Record<string, string | undefined>>;

function sharedAttributes(relay: RelayDocument): Attributes {
  return {
    url: relay.wsUrl,
    welcomeGreeting: relay.welcome,
    language: relay.language,
    voice: relay.voice,
    transcriptionProvider: relay.transcriptionProvider,
    interruptible: relay.interruptible ?? 'speech',
    dtmfDetection: 'true',
    events: 'speaker-events tokens-played',
  };
}

function connect(relay: RelayDocument, attributes: Attributes): string {
  checkSecure(relay.wsUrl);
  const parameters = Object.entries(relay.parameters ?? {}).map(([name, value]) =>
    element('Parameter', { name, value }),
  );
  const conversation = element('ConversationRelay', attributes, parameters.join(''));
  return response(element('Connect', { action: relay.actionUrl, method: 'POST' }, conversation));
}

export type DialDocument = { to: string; ringMsMax: number; reportUrl: string };

/**
 * Connects the far end with somebody else. The address is told when they answer, and asked what to do when it is over or
 * failed. Source: Twilio "TwiML Voice: <Dial>", "<Number>", "<Sip>".
 */
export function dialTwiml({ to, ringMsMax, reportUrl }: DialDocument): string {
  const told = { statusCallback: reportUrl, statusCallbackMethod: 'POST', statusCallbackEvent: 'answered' };
  const target = element(/^sips?:/i.test(to) ? 'Sip' : 'Number', told, escapeXml(to));
  const timeout = String(Math.ceil(ringMsMax / 1000));
  return response(element('Dial', { action: reportUrl, method: 'POST', timeout }, target));
}

/** Hands the call's sound to us by Twilio's media stream. When that is over, whatever ended it, the leg is dropped. */
export function streamTwiml(wsUrl: string): string {
  return connectStream({ url: wsUrl });
}

/** The same for Telnyx, whose streams are one-way unless they are asked. Source: Telnyx "TeXML verbs: Stream". */
export function streamTexml(wsUrl: string): string {
  return connectStream({ url: wsUrl, bidirectionalMode: 'rtp', bidirectionalCodec: 'PCMU' });
}

function connectStream(attributes: Attributes & { url: string }): string {
  checkSecure(attributes.url);
  return response(element('Connect', {}, element('Stream', attributes)) + element('Hangup', {}));
}

/** Drops the leg. */
export function hangUpTwiml(): string {
  return response(element('Hangup', {}));
}

function checkSecure(wsUrl: string): void {
  if (wsUrl.startsWith('wss://')) return;
  throw new BadConfig('PUBLIC_URL: it must begin with https://, because carriers open sockets only over wss:');
}

function response(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${element('Response', {}, content)}`;
}

function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeXml(value)}"`],
  );
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Control characters and the two non-characters, which XML 1.0 does not take, are dropped. */
function escapeXml(text: string): string {
  return text.toWellFormed().replace(/[&<>"'\p{Cc}\ufffe\uffff]/gu, (character) => entities[character] ?? '');
}
