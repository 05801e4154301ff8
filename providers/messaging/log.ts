/** Text messages that go nowhere, for trying things out: the words stand in the call's record, and a note says so. */
import type { Messenger } from './messenger.ts';

export function logMessenger(note: (messageId: string) => void): Messenger {
  return {
    id: 'log',
    async send({ id }) {
      note(id);
      return id;
    },
    find: async ({ id }) => id,
  };
}
