import { createHash } from 'node:crypto';
import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import type { SignedRequest } from './carrier.ts';
import { isFromTwilio } from './twilio-signature.ts';

const token = '0123456789abcdef0123456789abcdef';
const { getExpectedTwilioSignature, validateRequest, validateRequestWithBody } = twilio;
const voice = 'https://voice.example.com/twilio/voice?agent=front%20desk';
const parameters = {
  CallSid: 'CA1',
  To: '+15550100002',
  From: '+15550100001',
  Caller: 'Ann & Bob',
  Empty: '',
  ZÄ: 'é',
};
const body = new URLSearchParams(parameters).toString();

function request(change: Partial<SignedRequest> & { signature?: string }): SignedRequest {
  const { signature = getExpectedTwilioSignature(token, voice, parameters), ...rest } = change;
  const headers = {
    'x-twilio-signature': signature,
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
  };
  return { method: 'POST', url: voice, headers, body, ...rest };
}

describe('a form', () => {
  it('signed by the official SDK is accepted, and the SDK accepts what we accept', () => {
    const signed = request({});
    expect(isFromTwilio(signed, token)).toBe(true);
    expect(validateRequest(token, String(signed.headers['x-twilio-signature']), voice, parameters)).toBe(true);
  });

  it.each([
    ['another body', { body: body.replace('CA1', 'CA2') }],
    ['one more field', { body: `${body}&More=1` }],
    ['another address', { url: voice.replace('/voice', '/status') }],
    ['another query', { url: voice.replace('front', 'back') }],
    ['another host', { url: voice.replace('voice.example', 'evil.example') }],
    ['http in place of https', { url: voice.replace('https:', 'http:') }],
    ['another port', { url: voice.replace('.com/', '.com:8443/') }],
    ['an added slash', { url: 'https://voice.example.com/twilio/voice/?agent=front%20desk' }],
    ['a forged signature', { signature: Buffer.alloc(20, 7).toString('base64') }],
    ['a short signature', { signature: 'AA==' }],
    ['an empty signature', { signature: '' }],
    ['no signature', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
  ])('with %s is refused', (_, change) => {
    expect(isFromTwilio(request(change), token)).toBe(false);
  });

  it('signed with another token is refused', () => {
    expect(isFromTwilio(request({}), 'another token')).toBe(false);
  });

  it('may come through an address with its default port written out, on either side', () => {
    const withPort = voice.replace('.com/', '.com:443/');
    expect(isFromTwilio(request({ url: withPort }), token)).toBe(true);
    expect(isFromTwilio(request({ signature: getExpectedTwilioSignature(token, withPort, parameters) }), token)).toBe(
      true,
    );
  });

  it('with repeated fields is signed by sorted values, each once', () => {
    const many = { To: ['b', 'a', 'b'] };
    const repeated = request({ body: 'To=b&To=a&To=b', signature: getExpectedTwilioSignature(token, voice, many) });
    expect(isFromTwilio(repeated, token)).toBe(true);
  });
});

describe('a JSON body', () => {
  const json = '{"status":"done","wer":"ä"}';
  const hashed = `${voice}&bodySHA256=${createHash('sha256').update(json).digest('hex')}`;
  const signed = (change: Partial<SignedRequest>): SignedRequest => {
    const signature = getExpectedTwilioSignature(token, hashed, {});
    const headers = { 'X-Twilio-Signature': signature, 'content-type': 'application/json' };
    return { method: 'POST', url: hashed, headers, body: json, ...change };
  };

  it('is accepted as the SDK accepts it', () => {
    expect(isFromTwilio(signed({}), token)).toBe(true);
    expect(validateRequestWithBody(token, String(signed({}).headers['X-Twilio-Signature']), hashed, json)).toBe(true);
  });

  it('that was changed is refused, with or without its hash', () => {
    expect(isFromTwilio(signed({ body: json.replace('done', 'gone') }), token)).toBe(false);
    expect(isFromTwilio(signed({ url: voice }), token)).toBe(false);
  });
});

describe('the upgrade of a WebSocket', () => {
  const relay = 'wss://voice.example.com/twilio/relay/secret';
  const upgrade = (url: string, signedUrl: string): boolean => {
    const headers = { 'x-twilio-signature': getExpectedTwilioSignature(token, signedUrl, {}) };
    return isFromTwilio({ method: 'GET', url, headers, body: '' }, token);
  };

  it('is signed over the address in the document', () => {
    expect(upgrade(relay, relay)).toBe(true);
  });

  it.each([
    ['with a slash at its end', `${relay}/`],
    ['with its port', relay.replace('.com/', '.com:443/')],
    ['with both', `${relay.replace('.com/', '.com:443/')}/`],
  ])('may be signed %s', (_, signedUrl) => {
    expect(upgrade(relay, signedUrl)).toBe(true);
    expect(upgrade(signedUrl, relay)).toBe(true);
  });

  it.each([
    ['another path', relay.replace('secret', 'guess')],
    ['another host', relay.replace('voice.', 'evil.')],
    ['https', relay.replace('wss:', 'https:')],
  ])('to %s is refused', (_, url) => {
    expect(upgrade(url, relay)).toBe(false);
  });
});

it('an address that is none is refused and does not throw', () => {
  expect(isFromTwilio(request({ url: 'nonsense' }), token)).toBe(false);
  expect(isFromTwilio(request({ url: '' }), token)).toBe(false);
});
