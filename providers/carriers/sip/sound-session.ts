/** Offers and answers of one call: what both sides have agreed on, and whether we are on hold. Source: RFC 3264. */
import { randomInt } from 'node:crypto';
import type { Media } from './media.ts';
import { type Direction, type OwnSound, readSdp, type Sdp, type Sound, writeSdp } from './sdp.ts';

export type SoundSession = {
  /** Ours, in an INVITE or in the answer to one without an offer; later ones repeat what was agreed on. */
  offer(): Buffer;
  /** Our answer to their offer; null when there is no sound in it that we could send and take (488). */
  answer(offer: Buffer): Buffer | null;
  /** Their answer to our offer; false when it is none. */
  accept(answer: Buffer): boolean;
  /** They do not listen at present. */
  isHeld(): boolean;
};

const offeredCodecs: Sound['codecs'] = [
  { codec: 'PCMU', payload: 0 },
  { codec: 'PCMA', payload: 8 },
];
const offeredEvents = 101;
const turned: Readonly<Record<Direction, Direction>> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

export function soundSession(media: Media): SoundSession {
  const id = randomInt(2 ** 31);
  let version = 0;
  let written = '';
  let held = false;
  let agreed: Pick<OwnSound, 'codecs' | 'events' | 'direction'> = {
    codecs: offeredCodecs,
    events: offeredEvents,
    direction: 'sendrecv',
  };

  /** The version grows with each change, and only then (section 8). */
  function write(sound: Pick<OwnSound, 'codecs' | 'events' | 'direction'>, others: Sdp): Buffer {
    const own: OwnSound = { ...media.local, ...sound };
    const text = (): Buffer => writeSdp(id, version, own, others.media, others.soundIndex);
    if (text().toString() !== written) version += 1;
    const bytes = text();
    written = bytes.toString();
    return bytes;
  }

  function connect(sound: Sound, direction: Direction): void {
    const [choice] = sound.codecs;
    if (!choice) return;
    held = !listens(sound);
    media.connect({
      address: sound.address,
      port: sound.port,
      codec: choice.codec,
      payload: choice.payload,
      events: sound.events,
      sends: listens(sound),
      receives: direction === 'sendrecv' || direction === 'recvonly',
    });
  }

  return {
    offer: () => write(agreed, { sound: null, soundIndex: 0, media: [{ kind: 'audio', protocol: '', formats: '' }] }),
    answer(offer) {
      const sdp = readSdp(offer);
      const [choice] = sdp?.sound?.codecs ?? [];
      if (!sdp?.sound || !choice) return null;
      const { sound } = sdp;
      const direction = listens(sound) ? turned[sound.direction] : silenced[turned[sound.direction]];
      agreed = { codecs: [choice], events: sound.events, direction };
      const bytes = write(agreed, sdp);
      agreed = { ...agreed, direction: 'sendrecv' };
      connect(sound, direction);
      return bytes;
    },
    accept(answer) {
      const sdp = readSdp(answer);
      if (!sdp?.sound || sdp.sound.codecs.length === 0) return false;
      agreed = { codecs: sdp.sound.codecs.slice(0, 1), events: sdp.sound.events, direction: 'sendrecv' };
      connect(sdp.sound, turned[sdp.sound.direction]);
      return true;
    },
    isHeld: () => held,
  };
}

const silenced: Readonly<Record<Direction, Direction>> = {
  sendrecv: 'recvonly',
  sendonly: 'inactive',
  recvonly: 'recvonly',
  inactive: 'inactive',
};

/** An address of zeros is hold in the way of RFC 2543: nothing may be sent there. */
function listens(sound: Sound): boolean {
  const takes = sound.direction === 'sendrecv' || sound.direction === 'recvonly';
  return takes && sound.address !== '0.0.0.0' && sound.address !== '::';
}

/** Whether a call with this offer could have sound at all. */
export function isUsableOffer(offer: Buffer): boolean {
  return (readSdp(offer)?.sound?.codecs.length ?? 0) > 0;
}
