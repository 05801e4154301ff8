/** kill -9 of a server between its intent to dial and the answer, and while a call that it dialled is up. Source: design ending.md section 10. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type CarrierStandIn, startCarrierStandIn } from '../providers/carriers/testing/carrier-stand-in.ts';
import { startBaresip } from '../server/testing/baresip.ts';
import { childrenOf } from '../server/testing/processes.ts';
import { describeWith } from '../server/testing/programs.ts';
import { carrierForms } from '../server/testing/relay-phone.ts';
import { politeAgent } from '../server/testing/server.ts';
import { accountSid, signed } from '../server/testing/twilio-world.ts';
import { type Node, startNode } from './node.ts';
import { sipCallee } from './outside.ts';
import { type CalledPhone, calledPhone } from './testing/called-phone.ts';

vi.setConfig({ testTimeout: 90_000 });

/** From the end of a process, or the start of the next one, to the BYE. */
const byeMsMax = 15_000;
const leg = 'CA00000000000000000000000000000042';
let port = 5_800 + (process.pid % 80) * 10;

type Ended = { state: string; ended_reason: string; error_detail: string; hang_up: { proof: string | null } };

const unanswered = { ended_reason: 'error', answered_at: null, hang_up: { proof: 'far_end_confirmed' } };

describeWith(['sipp', 'baresip', 'flite', 'sox'], 'kill -9', () => {
  let folder: string;
  let rest: CarrierStandIn;
  let node: Node;
  const sipPort = port++;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ringoff-outbound-'));
    rest = await startCarrierStandIn();
    node = await started();
    await node.send('PUT', '/v1/agents/polite', politeAgent);
  });
  afterEach(async () => {
    await node.kill('family').catch(() => undefined);
    await rest.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function started(): Promise<Node> {
    return startNode(folder, sipPort, {
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: 'secret',
      TWILIO_BASE_URL: rest.baseUrl,
      PUBLIC_URL: 'https://calls.example.com',
    });
  }

  async function dial(to: string, more: object = {}): Promise<string> {
    const made = await node.send('POST', '/v1/calls', { agent_id: 'polite', to, ...more });
    return (made as { call_id: string }).call_id;
  }

  const restart = async (): Promise<void> => {
    await node.kill('family');
    node = await started();
  };

  async function isSaying(id: string): Promise<void> {
    const entries = async (): Promise<string> => JSON.stringify(await node.get(`/v1/calls/${id}/timeline`));
    await expect.poll(entries, { timeout: 30_000 }).toContain('"playback.started"');
  }

  async function ended(id: string, msMax: number): Promise<Ended> {
    const state = async (): Promise<string> => ((await node.get(`/v1/calls/${id}`)) as Ended).state;
    await expect.poll(state, { timeout: msMax, interval: 200 }).toBe('ended');
    return (await node.get(`/v1/calls/${id}`)) as Ended;
  }

  test('of everything while a call is up that was dialled: it is hung up after the restart', async () => {
    const calleePort = port++;
    const dropped = sipCallee(calleePort);
    const id = await dial(`sip:callee@127.0.0.1:${calleePort}`);
    await isSaying(id);
    await restart();
    const startedAt = performance.now();
    expect((await dropped) - startedAt).toBeLessThan(byeMsMax);
    expect(await ended(id, byeMsMax)).toMatchObject({ ended_reason: 'error', hang_up: { proof: 'far_end_confirmed' } });
  });

  test('of the telephone alone: the next one hangs up', async () => {
    const calleePort = port++;
    const dropped = sipCallee(calleePort);
    const id = await dial(`sip:callee@127.0.0.1:${calleePort}`);
    await isSaying(id);
    const [phone] = childrenOf(node.pid, 'phone-process.ts');
    const killedAt = performance.now();
    process.kill(phone!.pid, 'SIGKILL');
    expect((await dropped) - killedAt).toBeLessThan(byeMsMax);
    expect(await ended(id, byeMsMax)).toMatchObject({ ended_reason: 'error', hang_up: { proof: 'far_end_confirmed' } });
  });

  test('of everything while a telephone rings: it rings no more after the restart', async () => {
    const calleePort = port++;
    const phone = startBaresip({ port: calleePort, lines: [], secondsMax: 80 });
    try {
      await phone.ready;
      const id = await dial(`sip:caller-${calleePort}@127.0.0.1:${calleePort}`);
      await phone.shows('Incoming call');
      await restart();
      expect(await ended(id, byeMsMax)).toMatchObject({
        ...unanswered,
        error_detail: expect.stringContaining('node_lost'),
      });
      phone.command('quit');
      expect(await phone.over).toMatch(/cancel/i);
    } finally {
      phone.close();
    }
  });

  describe('and a telephone that tells what it was asked', () => {
    let phone: CalledPhone;
    beforeEach(async () => void (phone = await calledPhone()));
    afterEach(() => phone.close());

    async function ringing(): Promise<string> {
      const id = await dial(`sip:callee@127.0.0.1:${phone.port}`);
      await phone.hears('INVITE');
      return id;
    }

    test('of everything while it rings: one INVITE, one CANCEL', async () => {
      const id = await ringing();
      await restart();
      expect(await ended(id, byeMsMax)).toMatchObject(unanswered);
      expect(phone.heard).toEqual(['INVITE', 'CANCEL', 'ACK']);
      expect(phone.callIds.size).toBe(1);
    });

    test('of the telephone alone while it rings: the next one cancels', async () => {
      const id = await ringing();
      const [process_] = childrenOf(node.pid, 'phone-process.ts');
      process.kill(process_!.pid, 'SIGKILL');
      expect(await ended(id, byeMsMax)).toMatchObject(unanswered);
      expect(phone.heard).toEqual(['INVITE', 'CANCEL', 'ACK']);
    });

    test('of everything, and then somebody picks up: hung up on after the restart', async () => {
      const id = await ringing();
      await node.kill('family');
      phone.answers();
      node = await started();
      await phone.hears('BYE');
      expect(await ended(id, byeMsMax)).toMatchObject(unanswered);
      expect(phone.callIds.size).toBe(1);
    });
  });

  test('of everything while Twilio has not answered the dial: one POST, and the leg is adopted and dropped', async () => {
    const dials = () => rest.asked.filter(({ path }) => path.endsWith('/Calls.json'));
    rest.answer(({ path }) =>
      path.endsWith('/Calls.json') ? 'silent' : { status: 200, body: { status: 'completed' } },
    );
    const id = await dial('+15550100002', { from: '+15550100001', carrier: 'twilio' });
    await expect.poll(() => dials().length).toBe(1);
    await restart();
    const forms = carrierForms({ server: node.url, carrier: 'twilio', leg, sign: signed, query: `?intent=${id}` });
    await forms.post(`/twilio/status?intent=${id}`, { CallStatus: 'ringing' });
    const hungUp = (): boolean =>
      rest.asked.some(({ path, body }) => path.includes(leg) && body === 'Status=completed');
    await expect.poll(hungUp, { timeout: byeMsMax }).toBe(true);
    expect(await forms.ask()).toContain('<Response><Hangup/></Response>');
    expect(dials()).toHaveLength(1);
  });
});
