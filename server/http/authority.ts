/** Who a key, or a session of the dashboard, belongs to. */
import { Retryable } from '../../contract/errors.ts';
import type { Clock } from '../../providers/clock.ts';
import { hashOf, keyForm, type KeyOwner, type Keys, newSecret, sessionForm } from '../store/keys.ts';
import type { Sessions } from '../store/sessions.ts';

export type Authority = {
  /** Null: the key opens nothing. Throws Retryable while the database is away and the key was not seen lately. */
  find(key: string): Promise<KeyOwner | null>;
  /** The same for the secret of a session. */
  findSession(secret: string): Promise<KeyOwner | null>;
  /** Whether this key or session is known to be good without asking the database. */
  remembers(secret: string): boolean;
  /** For the command line of this machine. It lives in the memory of this process and dies with it. */
  readonly localKey: string;
  /** The key was revoked, or a session of it has ended. Other nodes notice within `freshMs`. */
  forget(keyId: string): void;
};

/** For so long the database is not asked again about a key that was good. */
const freshMs = 5_000;
/** And so long a key stays good that cannot be looked up, so that operators can end calls while the database is away. */
const staleMs = 60_000;
const knownMax = 1_000;

type Known = KeyOwner & { seenAt: number };

export type AuthorityParts = {
  keys: Pick<Keys, 'find'>;
  sessions: Pick<Sessions, 'find'>;
  clock: Clock;
  /** Of the local key. */
  accountId: string;
};

export function newAuthority({ keys, sessions, clock, accountId }: AuthorityParts): Authority {
  const localKey = newSecret('rk');
  const localHash = hashOf(localKey);
  const known = new Map<string, Known>();
  /** A look-up that began before a key was revoked must not bring it back. */
  let revocations = 0;

  const remember = (hash: string, forMs: number): KeyOwner | null => {
    if (hash === localHash) return { keyId: 'key_local', accountId };
    const found = known.get(hash);
    return found && clock.now() - found.seenAt < forMs ? found : null;
  };

  async function ownerOf(secret: string, { find }: Pick<Keys, 'find'>): Promise<KeyOwner | null> {
    const hash = hashOf(secret);
    const fresh = remember(hash, freshMs);
    if (fresh) return fresh;
    try {
      return await lookUp(hash, () => find(secret));
    } catch (error) {
      const stale = remember(hash, staleMs);
      if (stale && error instanceof Retryable) return stale;
      throw error;
    }
  }

  async function lookUp(hash: string, find: () => Promise<KeyOwner | null>): Promise<KeyOwner | null> {
    const before = revocations;
    const owner = await find();
    known.delete(hash);
    if (owner && before === revocations) known.set(hash, { ...owner, seenAt: clock.now() });
    if (known.size > knownMax) known.delete(known.keys().next().value!);
    return owner;
  }

  return {
    find: async (key) => (keyForm.test(key) ? ownerOf(key, keys) : null),
    findSession: async (secret) => (sessionForm.test(secret) ? ownerOf(secret, sessions) : null),
    remembers: (secret) =>
      (keyForm.test(secret) || sessionForm.test(secret)) && remember(hashOf(secret), freshMs) !== null,
    localKey,
    forget(keyId) {
      revocations += 1;
      for (const [hash, owner] of known) if (owner.keyId === keyId) known.delete(hash);
    },
  };
}
