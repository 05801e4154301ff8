/** Calls by a telephone that nobody here wrote, in real time: what it hears, and what becomes of the line. Source: design lines.md "SIP". */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '../store/store.ts';
import type { BaresipCall } from '../testing/baresip.ts';
import {
  farewell,
  heardOf,
  lines,
  type PhoneCall,
  type PhoneWorld,
  phoneWorld,
  recordedOf,
} from '../testing/phone-world.ts';
import { describeWith } from '../testing/programs.ts';

describeWith(['baresip', 'flite', 'sox', 'pocketsphinx_continuous'], 'a real telephone', () => {
  let store: Store;
  let world: PhoneWorld;
  const phones: BaresipCall[] = [];
  let port = 5_160;

  beforeAll(async () => {
    store = await openStore({ memory: true });
    world = await phoneWorld(store);
  });
  afterEach(() => phones.splice(0).forEach((phone) => phone.close()));
  afterAll(async () => {
    await world.close();
    await store.close();
  });

  function call(): PhoneCall {
    const made = world.call((port += 2));
    phones.push(made.phone);
    return made;
  }

  /** Over the farewell, when it has begun. */
  async function speaksOverFarewell({ phone, sees }: PhoneCall, line: string): Promise<void> {
    await sees('playback.finished', 'greeting');
    phone.say(lines.bye);
    await sees('end.proposed');
    await sees('playback.started', 'u1');
    phone.say(line);
  }

  test('hears every frame of the farewell, and is hung up with proof', async () => {
    const made = call();
    await made.sees('playback.finished', 'greeting');
    made.phone.say(lines.bye);
    const record = await made.record;
    made.phone.command('quit');
    const screen = await made.phone.over;
    expect(record).toMatchObject({
      ended_reason: 'agent_ended',
      trigger: 'tool',
      ended_by: 'agent',
      farewell: { text: farewell, heard: 'confirmed', heard_share: 1, rescues: 0 },
      hang_up: { attempts: 1, proof: 'far_end_confirmed', leaked_seconds: 0 },
    });
    expect(record.transcript.map(({ role, text }) => `${role}: ${text}`)).toEqual([
      'agent: Hello.',
      'caller: no that is all goodbye',
      `agent: ${farewell}`,
    ]);
    const heard = await heardOf(farewell, made.phone);
    expect(heard).toMatchObject({ missingAtMs: [], heard: heard.audible });
    expect(heard.audible).toBeGreaterThan(100);
    expect(screen).toMatch(/BYE sip:caller/);
    expect(await recordedOf(farewell, world.server, record.call_id)).toMatchObject({ missingAtMs: [] });
  }, 60_000);

  test('takes the call back over the farewell, and the second ending is whole', async () => {
    const made = call();
    await speaksOverFarewell(made, lines.wait);
    await made.sees('agent.said', 'Of course.');
    await made.sees('playback.finished', 'u2');
    made.phone.say(lines.bye);
    const record = await made.record;
    made.phone.command('quit');
    await made.phone.over;
    expect(record).toMatchObject({
      ended_reason: 'agent_ended',
      farewell: { text: farewell, heard: 'confirmed', heard_share: 1, rescues: 1 },
      hang_up: { proof: 'far_end_confirmed' },
    });
    expect(record.rescues[0]!.text).toBe('wait one more thing');
    expect(await heardOf(farewell, made.phone)).toMatchObject({ missingAtMs: [] });
  }, 60_000);

  test('does not take it back by its own goodbye', async () => {
    const made = call();
    await speaksOverFarewell(made, lines.okay);
    const record = await made.record;
    made.phone.command('quit');
    await made.phone.over;
    expect(record).toMatchObject({ ended_reason: 'agent_ended', farewell: { heard: 'cut_by_closing', rescues: 0 } });
    expect(record.hang_up.proof).toBe('far_end_confirmed');
  }, 60_000);
});
