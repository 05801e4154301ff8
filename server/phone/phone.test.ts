import { createServer } from 'node:net';
import { once } from 'node:events';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { virtualClock } from '../../simulator/virtual-clock.ts';
import { readConfig } from '../config.ts';
import { childrenOf } from '../testing/processes.ts';
import { AddressInUse, startPhone } from './phone.ts';

test('a telephone whose port another program has is not tried again and again', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const settings = readConfig({ RINGOFF_SIP: `127.0.0.1:${port}` }).phone!;
  const clock = virtualClock();
  const started = startPhone({ settings, clock, log: pino({ level: 'silent' }), onInvite() {}, onLateness() {} });
  await expect(started).rejects.toThrow(AddressInUse);
  const mine = (): number => childrenOf(process.pid).length;
  await expect.poll(mine, { timeout: 10_000 }).toBe(0);
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => void setImmediate(resolve)); // Its end is told by then.
  expect(clock.next()).toBeNull();
  other.close();
});
