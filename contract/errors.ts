/** Errors are named by what the caller of the code should do, never matched by their message. */

/** Trying again later may help: a busy service, a broken connection. */
export class Retryable extends Error {
  override name = 'Retryable';
}

/** The disk of the database is full: trying again helps once somebody has made room. */
export class StorageFull extends Retryable {
  override name = 'StorageFull';
}

/** Trying again will not help. */
export class Terminal extends Error {
  override name = 'Terminal';
}

/** A setting is wrong: the message says which one, what is wrong with it and what would be right. */
export class BadConfig extends Error {
  override name = 'BadConfig';
}
