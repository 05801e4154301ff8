/** A server's process with one call's speech, to be killed: tells the worker's number when the voice has begun. */
import { systemClock } from '../../providers/clock.ts';
import { speechPool } from '../speech/pool.ts';

const settings = JSON.parse(process.argv[2]!) as Parameters<ReturnType<typeof speechPool>['open']>[0];
const pool = speechPool({ workersMax: 1, clock: systemClock, log: console });
const speech = pool.open(settings);
speech.onEvent((event) => process.send?.(event));
speech.send({ type: 'speak', utterance: 1, text: 'One moment, please.', last: true, voice: 'main' });
