/** Answering machines and people over real SIP: the message begins after the beep and is heard whole, and nobody is taken for a machine. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { heardFrames } from '../../providers/sound/testing/heard-frames.ts';
import { type Answer, beepEndMs, machines, people, soundOf } from '../../providers/sound/testing/answers.ts';
import { wavSamples } from '../../providers/sound/testing/wav-samples.ts';
import { openStore, type Store } from '../store/store.ts';
import type { BaresipCall } from '../testing/baresip.ts';
import { outboundAgent, outboundWorld, type OutboundWorld } from '../testing/outbound-world.ts';
import { soundOf as voiced } from '../testing/phone-world.ts';
import { describeWith } from '../testing/programs.ts';

const message = 'This is Acme Dental. Please call us back about your appointment. Thank you.';

describeWith(['baresip', 'flite', 'espeak-ng', 'sox', 'pocketsphinx_continuous'], 'who answers a call', () => {
  let store: Store;
  let world: OutboundWorld;
  const phones: BaresipCall[] = [];
  let port = 5_420;

  beforeAll(async () => {
    store = await openStore({ memory: true });
    const voicemail = { action: 'leave_message' as const, message };
    world = await outboundWorld(store, { ...outboundAgent, ending: { voicemail } });
  });
  afterEach(() => phones.splice(0).forEach((phone) => phone.close()));
  afterAll(async () => {
    await world.close();
    await store.close();
  });

  async function answeredBy(answer: Answer) {
    const sound = soundOf(answer, { before: 600, after: 500 });
    port += 2;
    const phone = world.telephone(port, { answers: 'auto', sound });
    phones.push(phone);
    await phone.ready;
    return { phone, sound, call: await world.dial(port) };
  }

  const samplesOf = (file: string | null): Int16Array => wavSamples(file!).channels[0]!;

  test.each([machines[0]!, machines[3]!, machines[7]!])(
    'a machine: $words',
    async (machine) => {
      const { phone, sound, call } = await answeredBy(machine);
      const record = await call.record;
      phone.command('quit');
      await phone.over;
      expect(record).toMatchObject({
        ended_reason: 'voicemail_detected',
        trigger: 'voicemail',
        farewell: { text: message, heard: 'confirmed', heard_share: 1 },
        hang_up: { proof: 'far_end_confirmed' },
      });
      const left = heardFrames(await voiced(message), samplesOf(phone.heard()), 8_000);
      const answer = heardFrames(sound, samplesOf(phone.sent()), 8_000);
      expect(left).toMatchObject({ missingAtMs: [], heard: left.audible });
      const afterBeepMs =
        left.offsetMs - (answer.offsetMs + beepEndMs(machine as Answer & { beep: NonNullable<Answer['beep']> }));
      console.log(`the message begins ${Math.round(afterBeepMs)} ms after the beep`);
      expect(afterBeepMs).toBeGreaterThan(0);
      expect(afterBeepMs).toBeLessThan(3_000);
    },
    40_000,
  );

  test.each([people[0]!, people[6]!, people[13]!])(
    'a person: $words',
    async (person) => {
      const { phone, call } = await answeredBy(person);
      await call.sees('caller.said');
      phone.command('quit');
      expect(await call.record).toMatchObject({ ended_reason: 'caller_hangup', ended_by: 'caller' });
    },
    40_000,
  );
});
