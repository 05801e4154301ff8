/** Calls that go out to telephones that nobody here wrote, and to peers that refuse. Source: design ending.md sections 2 and 10. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '../store/store.ts';
import type { BaresipCall } from '../testing/baresip.ts';
import { outboundWorld, type OutboundWorld, outboundAgent } from '../testing/outbound-world.ts';
import { describeWith } from '../testing/programs.ts';

describeWith(['baresip', 'flite', 'sox', 'pocketsphinx_continuous'], 'a call that goes out', () => {
  let store: Store;
  let world: OutboundWorld;
  const phones: BaresipCall[] = [];

  beforeAll(async () => {
    store = await openStore({ memory: true });
    world = await outboundWorld(store);
  });
  afterEach(() => phones.splice(0).forEach((phone) => phone.close()));
  afterAll(async () => {
    await world.close();
    await store.close();
  });

  const telephone = (port: number, options: Parameters<OutboundWorld['telephone']>[1] = {}): BaresipCall => {
    const phone = world.telephone(port, options);
    phones.push(phone);
    return phone;
  };

  test('is answered, and ends as every call does', async () => {
    const phone = telephone(5_362, { answers: 'auto' });
    await phone.ready;
    const made = await world.dial(5_362);
    expect(made.answer).toMatchObject({ state: 'live', direction: 'outbound', to: 'sip:caller-5362@127.0.0.1:5362' });
    await made.sees('playback.finished', 'greeting');
    phone.say('no that is all goodbye');
    const record = await made.record;
    expect(record).toMatchObject({
      ended_reason: 'agent_ended',
      direction: 'outbound',
      hang_up: { proof: 'far_end_confirmed' },
      farewell: { heard: 'confirmed' },
      variables: { guest: 'Ada' },
    });
    expect(record.answered_at).not.toBe(null);
    expect(record.transcript[0]!.text).toBe('Hello Ada.');
  }, 25_000);

  test('is rejected by hand', async () => {
    const phone = telephone(5_364, { answers: 'manual' });
    await phone.ready;
    const made = await world.dial(5_364);
    await phone.shows('Incoming call');
    phone.command('hangup');
    expect(await made.record).toMatchObject({
      ended_reason: 'not_answered',
      ended_by: 'caller',
      answered_at: null,
      carrier_cause: expect.stringMatching(/^(486|603|480)/),
      farewell: { heard: 'not_started' },
    });
  }, 25_000);

  test('is never answered: it stops ringing', async () => {
    const phone = telephone(5_366, { answers: 'manual' });
    await phone.ready;
    const made = await world.dial(5_366);
    await phone.shows('Incoming call');
    await world.server.api.calls.end({ id: made.id, farewell: false });
    const record = await made.record;
    expect(record).toMatchObject({ ended_reason: 'operator_ended', answered_at: null });
    phone.command('quit');
    expect(await phone.over).toMatch(/session closed|terminated|Request Terminated|Cancel/i);
  }, 25_000);

  test('to a name that is not there', async () => {
    const phone = telephone(5_374, { answers: 'auto' });
    await phone.ready;
    const made = await world.dial(5_374, { user: 'nobody' });
    expect(await made.record).toMatchObject({ ended_reason: 'not_answered', carrier_cause: '404 Not Found' });
  }, 25_000);

  test('to nobody', async () => {
    const made = await world.dial(5_368, { params: ';transport=tcp' });
    expect(await made.record).toMatchObject({
      ended_reason: 'not_answered',
      answered_at: null,
      carrier_cause: 'INVITE could not be sent',
    });
  }, 20_000);

  test('with the same key is the same call, also when asked twice at once', async () => {
    const body = { agent_id: outboundAgent.id!, to: 'sip:callee@127.0.0.1:5370', idempotency_key: 'order-1' };
    const asked = await Promise.all([1, 2, 3].map(() => world.server.api.calls.dial(body)));
    expect(new Set(asked.map(({ call_id }) => call_id)).size).toBe(1);
    const other = world.server.api.calls.dial({ ...body, to: 'sip:callee@127.0.0.1:5372' });
    await expect(other).rejects.toMatchObject({ status: 409, code: 'idempotency_key_used' });
    const { items } = await world.server.api.calls.list({ direction: 'outbound' });
    expect(items.filter(({ to }) => to === body.to)).toHaveLength(1);
  }, 25_000);

  test.each([
    ['sip:boss@198.51.100.7', 403, 'target_not_allowed'],
    ['sips:boss@127.0.0.1', 400, 'not_spoken'],
    ['sip:boss@pbx.example.com', 403, 'target_not_allowed'],
    ['+15550100', 400, 'not_configured'],
    ['0155', 400, 'bad_field'],
  ])('%s is refused before anything is stored', async (to, status, code) => {
    const before = (await world.server.api.calls.list({})).items.length;
    await expect(world.server.api.calls.dial({ agent_id: outboundAgent.id!, to })).rejects.toMatchObject({
      status,
      code,
      data: { path: 'to' },
    });
    expect((await world.server.api.calls.list({})).items).toHaveLength(before);
  });
});
