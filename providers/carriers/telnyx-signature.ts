/** Whether a webhook comes from Telnyx: ed25519 over `timestamp|body`. Source: Telnyx "Webhook signing" (Receiving webhooks). */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { BadConfig } from '../../contract/errors.ts';
import type { SignedRequest } from './carrier.ts';
import { headerOf } from './twilio-signature.ts';

/** An older or newer request is refused, so that a recorded one cannot be played again for ever. */
const toleranceSeconds = 300;
const keyBytes = 32;
const signatureBytes = 64;

/** `nowMs`: the time of day. */
export function isFromTelnyx(request: SignedRequest, key: KeyObject, nowMs: number): boolean {
  const timestamp = headerOf(request, 'telnyx-timestamp') ?? '';
  const signature = decoded(headerOf(request, 'telnyx-signature-ed25519') ?? '');
  if (!/^\d{1,15}$/.test(timestamp) || signature?.length !== signatureBytes) return false;
  if (Math.abs(Math.floor(nowMs / 1000) - Number(timestamp)) > toleranceSeconds) return false;
  return verify(null, Buffer.from(`${timestamp}|${request.body}`, 'utf8'), key, signature);
}

/** The account's public key as the Telnyx portal shows it: base64 of 32 bytes. Throws BadConfig for anything else. */
export function telnyxKey(publicKey: string): KeyObject {
  const bytes = decoded(publicKey.trim());
  if (bytes?.length !== keyBytes) {
    throw new BadConfig('TELNYX_PUBLIC_KEY: it must be the base64 of 32 bytes, as the Telnyx portal shows it');
  }
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }, format: 'jwk' });
}

function decoded(text: string): Buffer | null {
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  return isBase64 ? Buffer.from(text, 'base64') : null;
}
