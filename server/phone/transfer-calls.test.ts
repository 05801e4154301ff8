/** Transfers between telephones that nobody here wrote, by REFER and its NOTIFYs. Source: RFC 3515, design ending.md section 7. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '../store/store.ts';
import type { BaresipCall } from '../testing/baresip.ts';
import { outboundAgent, type OutboundCall, outboundWorld, type OutboundWorld } from '../testing/outbound-world.ts';
import { describeWith } from '../testing/programs.ts';

describeWith(['baresip', 'flite', 'sox', 'pocketsphinx_continuous'], 'a transfer over SIP', () => {
  let store: Store;
  let world: OutboundWorld;
  const phones: BaresipCall[] = [];
  const deskPort = 5_399;

  beforeAll(async () => {
    store = await openStore({ memory: true });
    world = await outboundWorld(store, outboundAgent, {}, { transferMsMax: 4_000 });
  });
  afterEach(() => phones.splice(0).forEach((phone) => phone.close()));
  afterAll(async () => {
    await world.close();
    await store.close();
  });

  async function telephone(port: number, answers: 'auto' | 'manual'): Promise<BaresipCall> {
    const phone = world.telephone(port, { answers });
    phones.push(phone);
    await phone.ready;
    return phone;
  }

  async function greeted(port: number): Promise<OutboundCall> {
    const call = await world.dial(port);
    await call.sees('playback.finished', 'greeting');
    return call;
  }

  test('by the tag: both talk with each other, and the call is transferred', async () => {
    const desk = await telephone(deskPort, 'auto');
    const phone = await telephone(5_380, 'auto');
    const call = await greeted(5_380);
    phone.say('connect me please');
    expect(await call.record).toMatchObject({
      ended_reason: 'transferred',
      trigger: 'transfer',
      evidence: 'transferred to sip:caller-5399@127.0.0.1:5399',
      hang_up: { proof: 'far_end_confirmed' },
    });
    await desk.shows('Call established');
    desk.command('quit');
    expect(await desk.over).not.toContain(world.server.sipUrl!.split(':')[2]);
  }, 40_000);

  test('by the API, only where the agent may', async () => {
    await telephone(deskPort, 'auto');
    await telephone(5_382, 'auto');
    const call = await greeted(5_382);
    const { calls } = world.server.api;
    const elsewhere = calls.transfer({ id: call.id, to: '+19005550199' });
    await expect(elsewhere).rejects.toMatchObject({ status: 403, code: 'transfer_not_allowed' });
    expect(await calls.transfer({ id: call.id, to: 'desk' })).toMatchObject({ state: 'transferring' });
    expect((await call.record).ended_reason).toBe('transferred');
    await expect(calls.transfer({ id: call.id, to: 'desk' })).rejects.toMatchObject({
      status: 409,
      code: 'call_ended',
    });
  }, 40_000);

  test('to somebody who refuses: the caller is back with the agent', async () => {
    const desk = await telephone(deskPort, 'manual');
    const phone = await telephone(5_384, 'auto');
    const call = await greeted(5_384);
    await world.server.api.calls.transfer({ id: call.id, to: 'desk' });
    await desk.shows('Incoming call');
    desk.command('hangup');
    await call.sees('transfer.failed');
    await call.sees('agent.said', 'I see.');
    phone.say('no that is all goodbye');
    expect(await call.record).toMatchObject({ ended_reason: 'agent_ended', farewell: { heard: 'confirmed' } });
  }, 40_000);

  test('to somebody who does not answer in time: the caller is back, and goes over all the same once they do', async () => {
    const desk = await telephone(deskPort, 'manual');
    await telephone(5_386, 'auto');
    const call = await greeted(5_386);
    await world.server.api.calls.transfer({ id: call.id, to: 'desk' });
    await call.sees('agent.said', 'I see.');
    desk.command('accept');
    expect(await call.record).toMatchObject({ ended_reason: 'transferred', trigger: 'transfer' });
  }, 40_000);

  test('to nobody: the caller may leave as ever', async () => {
    const phone = await telephone(5_388, 'auto');
    const call = await greeted(5_388);
    await world.server.api.calls.transfer({ id: call.id, to: 'desk' });
    await call.sees('agent.said', 'I see.');
    phone.command('quit');
    expect((await call.record).ended_reason).toBe('caller_hangup');
  }, 40_000);
});
