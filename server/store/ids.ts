import { randomBytes } from 'node:crypto';

/** A new id such as `call_3f9a…`: 96 random bits, so that nodes need not ask each other. */
export function newId(prefix: 'agent' | 'call' | 'credit' | 'key' | 'msg' | 'we'): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}
