/** Legs that were not proved to be down when their calls ended. Source: design ending.md section 8. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CallRecord } from '../../contract/call.ts';
import { type CarrierStandIn, startCarrierStandIn } from '../../providers/carriers/testing/carrier-stand-in.ts';
import { twilioCarrier } from '../../providers/carriers/twilio.ts';
import { startLegWatch } from './leg-watch.ts';
import { watchQueue } from '../store/leg-watch.ts';
import type { Store } from '../store/store.ts';
import { onEachDatabase } from '../store/testing/databases.ts';
import { account, beginCall, entry, sampleRecord } from '../store/testing/samples.ts';
import { until } from '../store/testing/until.ts';
import { strayLegs } from './stray-leg.ts';
import { fastClock } from '../testing/fast-clock.ts';

const legId = 'CA0123456789abcdef0123456789abcdef';
const silent = { info() {}, warn() {}, error() {} };
const doubtful = { seq: 0, at: 0, event: {}, effects: [{ type: 'record_end' }, { type: 'watch_leg', proof: null }] };
const record = { ...sampleRecord, hang_up: { attempts: 9, proof: null, latency_ms: 32_000, leaked_seconds: 32 } };

onEachDatabase('a leg that may still be up', (databases) => {
  let store: Store;
  let rest: CarrierStandIn;
  let stop = async (): Promise<void> => {};
  beforeEach(async () => {
    store = await databases.store();
    rest = await startCarrierStandIn();
  });
  afterEach(async () => {
    await stop();
    await rest.close();
  });

  async function watch(): Promise<boolean> {
    const clock = fastClock(20);
    const http = { clock, accountSid: 'AC00000000000000000000000000000001', authToken: 'secret' };
    const twilio = twilioCarrier({ ...http, baseUrl: rest.baseUrl });
    const legs = strayLegs({ clock, carriers: { twilio }, phone: null });
    const looked = Promise.withResolvers<boolean>();
    const onLook = (_carrier: string, down: boolean): void => looked.resolve(down);
    stop = await startLegWatch({ store, clock, legs, log: silent, onLook });
    return looked.promise;
  }

  const jobs = () => store.jobs.boss.findJobs<{ callId: string }>(watchQueue('twilio'), {});
  const hangUpOf = async (id: string) =>
    ((await store.calls.get(account, id))!.record as unknown as CallRecord).hang_up;

  test('is given to a job in the transaction of the end, and only then', async () => {
    const { id: sure } = await beginCall(store, 'node_a', { carrier: 'twilio', legId });
    const { id: typed } = await beginCall(store, 'node_a', { carrier: 'text' });
    const { id } = await beginCall(store, 'node_a', { carrier: 'twilio', legId });
    await store.calls.end(sure, 1, record, [entry(0)]);
    await store.calls.end(typed, 1, record, [doubtful]);
    expect(await store.calls.end(id, 7, record, [doubtful])).toBe('fenced');
    expect(await jobs()).toEqual([]);
    expect(await store.calls.end(id, 1, record, [doubtful])).toBe('ended');
    expect((await jobs()).map(({ data }) => data.callId)).toEqual([id]);
  });

  test('is hung up again, and the record says so', async () => {
    const { id } = await beginCall(store, 'node_a', { carrier: 'twilio', legId });
    await store.calls.end(id, 1, { ...record, ended_at: new Date(Date.now() - 60_000).toISOString() }, [doubtful]);
    rest.answer(() => ({ status: 200, body: { sid: legId, status: 'completed' } }));
    expect(await watch()).toBe(true);
    const hangUp = await hangUpOf(id);
    expect(hangUp).toMatchObject({ attempts: 9, proof: 'carrier_ended' });
    expect(hangUp.leaked_seconds).toBeGreaterThanOrEqual(92);
  });

  test('is not forgotten while its carrier fails', async () => {
    const { id } = await beginCall(store, 'node_a', { carrier: 'twilio', legId });
    await store.calls.end(id, 1, record, [doubtful]);
    rest.answer(() => ({ status: 500 }));
    expect(await watch()).toBe(false);
    await until(async () => (await jobs())[0]!.state !== 'active');
    expect(await jobs()).toMatchObject([{ state: 'retry', retryLimit: 32 }]);
    expect(await hangUpOf(id)).toMatchObject({ proof: null, leaked_seconds: 32 });
  });
});
