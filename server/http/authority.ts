/** Who a key belongs to. */
import { Retryable } from '../../contract/errors.ts';
import type { Clock } from '../../providers/clock.ts';
import { hashOf, keyForm, type KeyOwner, type Keys, newSecret } from '../store/keys.ts';

export type Authority = {
  /** Null: the key opens nothing. Throws Retryable while the database is away and the key was not seen lately. */
  find(key: string): Promise<KeyOwner | null>;
  /** Whether `find` knows this key to be good without asking the database. */
  remembers(key: string): boolean;
  /** For the command line of this machine. It lives in the memory of this process and dies with it. */
  readonly localKey: string;
  /** The key was revoked. Other nodes notice within `freshMs`. */
  forget(keyId: string): void;
};

/** For so long the database is not asked again about a key that was good. */
const freshMs = 5_000;
/** And so long a key stays good that cannot be looked up, so that operators can end calls while the database is away. */
const staleMs = 60_000;
const knownMax = 1_000;

type Known = KeyOwner & { seenAt: number };

export function newAuthority(keys: Pick<Keys, 'find'>, clock: Clock, accountId: string): Authority {
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

  async function find(key: string): Promise<KeyOwner | null> {
    if (!keyForm.test(key)) return null;
    const hash = hashOf(key);
    const fresh = remember(hash, freshMs);
    if (fresh) return fresh;
    try {
      return await lookUp(key, hash);
    } catch (error) {
      const stale = remember(hash, staleMs);
      if (stale && error instanceof Retryable) return stale;
      throw error;
    }
  }

  async function lookUp(key: string, hash: string): Promise<KeyOwner | null> {
    const before = revocations;
    const owner = await keys.find(key);
    known.delete(hash);
    if (owner && before === revocations) known.set(hash, { ...owner, seenAt: clock.now() });
    if (known.size > knownMax) known.delete(known.keys().next().value!);
    return owner;
  }

  return {
    find,
    remembers: (key) => keyForm.test(key) && remember(hashOf(key), freshMs) !== null,
    localKey,
    forget(keyId) {
      revocations += 1;
      for (const [hash, owner] of known) if (owner.keyId === keyId) known.delete(hash);
    },
  };
}
