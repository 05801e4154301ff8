/** Calls that go out through the whole server to sipp, which refuses them in every way. Source: RFC 3261 section 21, design ending.md section 2. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallRecord } from '../../contract/call.ts';
import { sipp } from '../../providers/carriers/sip/testing/sipp.ts';
import { freePort } from '../../providers/carriers/sip/testing/phone.ts';
import { openStore, type Store } from '../store/store.ts';
import { outboundAgent, outboundWorld, type OutboundWorld } from '../testing/outbound-world.ts';
import { describeWith } from '../testing/programs.ts';

const nobody = { ended_reason: 'not_answered', answered_at: null, farewell: { heard: 'not_started' } };

describeWith(['sipp', 'flite'], 'a call that goes out to sipp', () => {
  let store: Store;
  let world: OutboundWorld;

  beforeAll(async () => {
    store = await openStore({ memory: true });
    world = await outboundWorld(store, outboundAgent, {}, { ringMsMax: 2_500 });
  });
  afterAll(async () => {
    await world.close();
    await store.close();
  });

  /** The record of a call to a sipp that plays this. */
  async function called(
    scenario: Parameters<typeof sipp>[0],
    words: Record<string, string> = {},
  ): Promise<{ record: CallRecord; played: Promise<void> }> {
    const port = await freePort();
    const played = sipp(scenario, { port, words });
    const made = await world.dial(port);
    return { record: await made.record, played };
  }

  test.each([
    [486, '486 Busy Here', 'caller'],
    [600, '600 Busy Everywhere', 'caller'],
    [603, '603 Decline', 'caller'],
    [404, '404 Not Found', 'caller'],
    [410, '410 Gone', 'caller'],
    [480, '480 Temporarily Unavailable', 'caller'],
    [503, '503 Service Unavailable', 'caller'],
  ])('that is refused with %i was not answered, for that cause', async (status, cause, by) => {
    const { record, played } = await called('refuses', { status: String(status) });
    await played;
    expect(record).toMatchObject({ ...nobody, carrier_cause: cause, ended_by: by, hang_up: { attempts: 0 } });
  });

  test('that rings and is never answered is cancelled, and hung up with proof', async () => {
    const { record, played } = await called('rings until it is cancelled');
    await played;
    expect(record).toMatchObject({ ...nobody, hang_up: { proof: 'far_end_confirmed' } });
  });

  test('that nobody answers at all ends within its limits', async () => {
    const made = await world.dial(await freePort());
    const startedAt = performance.now();
    expect(await made.record).toMatchObject(nobody);
    expect(performance.now() - startedAt).toBeLessThan(60_000);
  }, 70_000);

  test('is led on by a redirect, and dialled there', async () => {
    const port = await freePort();
    const there = sipp('refuses', { port, words: { status: '486' } });
    const { record, played } = await called('redirects', { target: `sip:there@127.0.0.1:${port}` });
    await Promise.all([played, there]);
    expect(record).toMatchObject({ ...nobody, carrier_cause: '486 Busy Here' });
  });

  test.each([
    ['another network', 'sip:there@198.51.100.7'],
    ['a name', 'sip:there@pbx.example.com'],
    ['another scheme', 'tel:+15550100'],
  ])('is not led to %s', async (_, target) => {
    const { record, played } = await called('redirects', { target });
    await played;
    expect(record).toMatchObject({ ...nobody, carrier_cause: '302 Moved Temporarily' });
  });
});
