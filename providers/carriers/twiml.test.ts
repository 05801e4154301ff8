import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import { BadConfig } from '../../contract/errors.ts';
import { parseXml } from './testing/xml.ts';
import { hangUpTwiml, relayTexml, relayTwiml, streamTexml, streamTwiml } from './twiml.ts';

const { VoiceResponse } = twilio.twiml;
const wsUrl = 'wss://voice.example.com/twilio/relay/a1b2';
const actionUrl = 'https://voice.example.com/twilio/action?x=1&y=2';
const always = {
  reportInputDuringAgentSpeech: 'any',
  dtmfDetection: 'true',
  partialPrompts: 'true',
  events: 'speaker-events tokens-played',
};

/** What the official SDK builds of the same. */
function built(attributes: Record<string, string>, parameters: Record<string, string> = {}): string {
  const response = new VoiceResponse();
  const relay = response.connect({ action: actionUrl, method: 'POST' }).conversationRelay(attributes as object);
  for (const [name, value] of Object.entries(parameters)) relay.parameter({ name, value });
  return response.toString();
}

describe('the relay document', () => {
  it('means what the official SDK builds', () => {
    const ours = relayTwiml({ wsUrl, actionUrl });
    expect(parseXml(ours)).toEqual(parseXml(built({ url: wsUrl, interruptible: 'speech', ...always })));
  });

  it('with everything in it too', () => {
    const ours = relayTwiml({
      wsUrl,
      actionUrl,
      parameters: { call: 'call_1', 'a "b" <c>': "it's & that" },
      welcome: 'Hello “Ann” & <Bob>, it’s 5 > 4\nnow',
      language: 'de-DE',
      voice: 'Charlotte',
      ttsProvider: 'ElevenLabs',
      transcriptionProvider: 'Deepgram',
      speechModel: 'nova-3-general',
      hints: ['Acme', 'Zahnreinigung'],
      interruptible: 'any',
      ignoreBackchannel: true,
    });
    const attributes = {
      url: wsUrl,
      welcomeGreeting: 'Hello “Ann” & <Bob>, it’s 5 > 4\nnow',
      language: 'de-DE',
      voice: 'Charlotte',
      ttsProvider: 'ElevenLabs',
      transcriptionProvider: 'Deepgram',
      speechModel: 'nova-3-general',
      hints: 'Acme, Zahnreinigung',
      interruptible: 'any',
      ignoreBackchannel: 'true',
    };
    const theirs = built({ ...attributes, ...always }, { call: 'call_1', 'a "b" <c>': "it's & that" });
    expect(parseXml(ours)).toEqual(parseXml(theirs));
  });

  it('for Telnyx keeps to what its page names', () => {
    const relay = { wsUrl, actionUrl, language: 'en', voice: 'Telnyx.Natural.abbie', ttsProvider: 'x', hints: ['y'] };
    const { children } = parseXml(relayTexml({ ...relay, parameters: { call: 'call_1' } }));
    expect(children[0]?.children[0]).toEqual({
      name: 'ConversationRelay',
      attributes: {
        url: wsUrl,
        language: 'en',
        voice: 'Telnyx.Natural.abbie',
        interruptible: 'speech',
        dtmfDetection: 'true',
        events: 'speaker-events tokens-played',
      },
      children: [{ name: 'Parameter', attributes: { name: 'call', value: 'call_1' }, children: [] }],
    });
  });

  it('holds no character that would break it, whatever a text holds', () => {
    const welcome = 'a\u0000b\u0008\u001fc\ud800d\u0085e\ufffff\t"<![CDATA[&#1;';
    const { children } = parseXml(relayTwiml({ wsUrl, actionUrl, welcome }));
    expect(children[0]?.children[0]?.attributes['welcomeGreeting']).toBe('abc\ufffddef\t"<![CDATA[&#1;');
  });

  it('is refused for an address that is not wss:', () => {
    expect(() => relayTwiml({ wsUrl: 'ws://voice.example.com/', actionUrl })).toThrow(BadConfig);
  });
});

it('the stream document means what the official SDK builds, with the hang-up behind it', () => {
  const theirs = new VoiceResponse();
  theirs.connect().stream({ url: wsUrl });
  theirs.hangup();
  expect(parseXml(streamTwiml(wsUrl))).toEqual(parseXml(theirs.toString()));
  expect(parseXml(streamTexml(wsUrl)).children[0]?.children[0]?.attributes).toEqual({
    url: wsUrl,
    bidirectionalMode: 'rtp',
    bidirectionalCodec: 'PCMU',
  });
  expect(() => streamTwiml('ws://voice.example.com/')).toThrow(BadConfig);
});

it('the hang-up document means what the official SDK builds', () => {
  const theirs = new VoiceResponse();
  theirs.hangup();
  expect(parseXml(hangUpTwiml())).toEqual(parseXml(theirs.toString()));
});
