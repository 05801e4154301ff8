/** Calls by baresip: its own recording holds every audible frame of the farewell, and it takes our BYE. */
import { openStore } from '../../server/store/store.ts';
import {
  farewell,
  heardOf,
  lines,
  type PhoneCall,
  type PhoneWorld,
  phoneWorld,
} from '../../server/testing/phone-world.ts';
import { allOf, type Finding } from './finding.ts';

const atOnceMax = 4;
const firstPort = 5_400;
/** Of one call, with all that it waits for. */
const callMsMax = 60_000;

type Heard = { whole: boolean; byed: boolean; proved: boolean };

export async function proveHeardCalls(calls: number): Promise<Finding[]> {
  const store = await openStore({ memory: true });
  const world = await phoneWorld(store);
  const done: Heard[] = [];
  let begun = 0;
  const caller = async (): Promise<void> => {
    while (begun < calls) done.push(await oneCall(world, firstPort + 2 * begun++));
  };
  try {
    await Promise.all(Array.from({ length: Math.min(atOnceMax, calls) }, caller));
  } finally {
    await world.close();
    await store.close();
  }
  const count = (of: (heard: Heard) => boolean): number => done.filter(of).length;
  return [
    allOf(
      'baresip recorded every audible frame of the farewell',
      count(({ whole }) => whole),
      calls,
    ),
    allOf(
      'baresip got our BYE',
      count(({ byed }) => byed),
      calls,
    ),
    allOf(
      'records say far_end_confirmed',
      count(({ proved }) => proved),
      calls,
    ),
  ];
}

async function oneCall(world: PhoneWorld, port: number): Promise<Heard> {
  const call = world.call(port, callMsMax / 1000);
  const late = Promise.withResolvers<never>();
  const overdue = setTimeout(() => late.reject(new Error('the call took too long')), callMsMax);
  try {
    return await Promise.race([listened(call), late.promise]);
  } catch (error) {
    console.error(`a call of baresip failed: ${error instanceof Error ? error.message : 'unknown'}`);
    return { whole: false, byed: false, proved: false };
  } finally {
    clearTimeout(overdue);
    call.phone.close();
  }
}

async function listened({ sees, phone, record }: PhoneCall): Promise<Heard> {
  await sees('playback.finished', 'greeting');
  phone.say(lines.bye);
  const { hang_up } = await record;
  phone.command('quit');
  const screen = await phone.over;
  const { audible, heard } = await heardOf(farewell, phone);
  return {
    whole: audible > 100 && heard === audible,
    byed: /BYE sip:caller/.test(screen),
    proved: hang_up.proof === 'far_end_confirmed',
  };
}
