/** Many short calls, and a flood: nothing of them stays in the process of the telephone. The whole is `npm run proof -- phone`. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStore, type Store } from '../store/store.ts';
import { type PhoneCallers, startPhoneCallers } from '../testing/phone-callers.ts';
import { keypadAgent, type PhoneWorld, phoneWorld } from '../testing/phone-world.ts';
import { childrenOf, openFilesOf } from '../testing/processes.ts';
import { describeWith } from '../testing/programs.ts';

/** On a machine that has other things to do. */
const restMsMax = 15_000;

describeWith(['flite'], 'many short calls', () => {
  let store: Store;
  let world: PhoneWorld;
  let callers: PhoneCallers;

  beforeAll(async () => {
    store = await openStore({ memory: true });
    world = await phoneWorld(store, { agent: keypadAgent });
    callers = await startPhoneCallers();
  });
  afterAll(async () => {
    callers?.close();
    await world?.close();
    await store.close();
  });

  /** Legs, calls, dialogs and sockets; not transactions, which are remembered for 32 s. */
  async function openInPhone(): Promise<Record<string, number>> {
    const text = await (await world.server.send('/metrics')).text();
    const kinds = [
      ...text.matchAll(/^ringoff_phone_open\{kind="(legs|calls|dialogs|UDPWrap|PipeWrap|TCPSocketWrap)"\} (\d+)$/gm),
    ];
    const [phone] = childrenOf(process.pid, 'phone-process.ts');
    return {
      ...Object.fromEntries(kinds.map(([, kind, count]) => [kind!, Number(count)])),
      files: openFilesOf(phone!.pid),
    };
  }

  test('end by our BYE, and leave nothing open', async () => {
    const call = (pressAtMs: number) =>
      callers.call({ to: world.server.sipUrl!.replace('sip:', 'sip:reception@'), pressAtMs, msMax: 30_000 });
    await call(500);
    const before = await openInPhone();
    expect(before).toMatchObject({ legs: 0, calls: 0, dialogs: 0 });
    const told = await Promise.all(Array.from({ length: 15 }, (_, index) => call(500 + index * 300)));
    expect(told.map(({ by, cause }) => `${by}: ${cause}`)).toEqual(Array.from({ length: 15 }, () => 'caller: BYE'));
    await vi.waitFor(async () => expect(await openInPhone()).toEqual(before), restMsMax);
    expect(world.server.switchboard.size).toBe(0);
  }, 60_000);
});
