import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../providers/clock.ts';
import { callerSays } from '../providers/speech/testing/caller.ts';
import { missingPrograms } from '../providers/speech/testing/peers.ts';
import { openPipeline, type Pipeline } from './testing/pipeline.ts';

const missing = missingPrograms('flite', 'espeak-ng', 'pocketsphinx_continuous');
let opened: Pipeline[] = [];

afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

async function pipeline(settings: Parameters<typeof openPipeline>[0] = {}): Promise<Pipeline> {
  const one = await openPipeline(settings, { clock: systemClock, env: process.env });
  opened.push(one);
  return one;
}

describe.skipIf(missing)(`ears and voice of one call, offline${missing ? ` (${missing})` : ''}`, () => {
  test('a caller is heard, once', async () => {
    const { leg, event, events } = await pipeline();
    await leg.say(await callerSays('Wait, one more thing.'), 8_000);
    expect(await event('caller.said')).toEqual({ type: 'caller.said', text: 'wait one more thing' });
    expect(events.map(({ type }) => type)).toEqual(['caller.speech_started', 'caller.speech_stopped', 'caller.said']);
  });

  test('what the agent says can be heard and recognised again', async () => {
    const { leg, speech, event } = await pipeline({ expected: ['your appointment is on monday at ten'] });
    speech.send({ type: 'speak', utterance: 1, text: 'Your appointment is on Monday', last: false, voice: 'main' });
    speech.send({ type: 'speak', utterance: 1, text: ' at ten.', last: true, voice: 'main' });
    const sound = await leg.ended(1);
    await leg.say(sound, 8_000);
    await leg.say(new Int16Array(8_000), 8_000);
    expect(await event('caller.said')).toMatchObject({ text: 'your appointment is on monday at ten' });
  });
});
