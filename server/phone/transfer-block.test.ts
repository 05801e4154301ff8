/** The transfer block of a flow, by telephones that nobody here wrote, in real time. Source: design contract.md section 2, RFC 3515. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import { openStore, type Store } from '../store/store.ts';
import type { BaresipCall } from '../testing/baresip.ts';
import { outboundAgent, outboundWorld, type OutboundWorld } from '../testing/outbound-world.ts';
import type { WatchedCall } from '../testing/phone-world.ts';
import { describeWith } from '../testing/programs.ts';

describeWith(['baresip', 'flite', 'sox', 'pocketsphinx_continuous'], 'a transfer block, over SIP', () => {
  const phones: BaresipCall[] = [];
  let store: Store;
  const deskPort = 5_399;
  const fixed = { mode: 'fixed' as const, text: 'Nobody is at the desk. Goodbye.' };
  const agent: AgentInput = {
    ...outboundAgent,
    kind: 'flow',
    flow: {
      nodes: [
        { id: 'ask', kind: 'utterance', data: { mode: 'verbatim', text: 'What can I do for you?' } },
        { id: 'hand_over', kind: 'transfer', data: { to: 'desk', line: 'One moment.' } },
        { id: 'nobody', kind: 'end_call', data: { message: fixed, outcome_tags: ['no_desk'] } },
      ],
      edges: [
        { id: 'e1', from: 'ask', to: 'hand_over' },
        { id: 'e2', from: 'hand_over', to: 'nobody', label: 'failed' },
      ],
    },
  };
  let world: OutboundWorld;

  beforeAll(async () => {
    store = await openStore({ memory: true });
    world = await outboundWorld(store, agent, {}, { transferMsMax: 4_000 });
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

  /** A call whose caller has asked to be connected. */
  async function connecting(port: number): Promise<WatchedCall> {
    const phone = await telephone(port, 'auto');
    const call = await world.dial(port);
    await call.sees('playback.finished', 'flow-1');
    phone.say('connect me please');
    return call;
  }

  test('whoever answers has the caller', async () => {
    const desk = await telephone(deskPort, 'auto');
    const call = await connecting(5_440);
    expect(await call.record).toMatchObject({
      ended_reason: 'transferred',
      trigger: 'transfer',
      hang_up: { proof: 'far_end_confirmed' },
      flow: { block: 'hand_over', path: ['ask', 'hand_over'], end_block: null },
    });
    await desk.shows('Call established');
  }, 90_000);

  describe('the way "failed" is taken', () => {
    const nobody = {
      ended_reason: 'agent_ended',
      trigger: 'flow_block',
      outcome_tags: ['no_desk'],
      farewell: { text: fixed.text, heard: 'confirmed' },
      flow: { path: ['ask', 'hand_over', 'nobody'], end_block: 'nobody' },
    };

    test('when the other side refuses', async () => {
      const desk = await telephone(deskPort, 'manual');
      const call = await connecting(5_442);
      await desk.shows('Incoming call');
      desk.command('hangup');
      expect(await call.record).toMatchObject(nobody);
    }, 90_000);

    test('when there is nobody', async () => {
      const call = await connecting(5_444);
      expect(await call.record).toMatchObject(nobody);
    }, 90_000);
  });
});
