/** The server under the benches of the telephone: the real one, in a process of its own. Its settings come by its environment. */
import { readConfig } from '../server/config.ts';
import { firstAccount } from '../server/first-account.ts';
import { startServer } from '../server/main.ts';
import { keypadAgent } from '../server/testing/phone-world.ts';

export type PhoneServerReady = { url: string; sipUrl: string; key: string };

const server = await startServer(readConfig(process.env), {
  prepare: (store) => store.agents.put(firstAccount, 'reception', { ...keypadAgent }),
});
if (server.sipUrl === null) throw new Error('the server has no telephone');
process.on('message', () => void server.close(0).finally(() => process.exit(0)));
process.on('disconnect', () => process.exit(1));
process.send?.({ url: server.url, sipUrl: server.sipUrl, key: server.localKey } satisfies PhoneServerReady);
