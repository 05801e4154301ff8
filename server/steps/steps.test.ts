/** The whole work after calls, on both databases. Source: design ending.md section 9, contract.md section 1. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { logStep } from '../../after-call/log.ts';
import { BadConfig, Retryable } from '../../contract/errors.ts';
import type { Messenger } from '../../providers/messaging/messenger.ts';
import type { OutsideTools } from './after-call.ts';
import { newId } from '../store/ids.ts';
import { afterCallQueue, deadQueue, waitingQueue } from '../store/jobs.ts';
import { onEachDatabase } from '../store/testing/databases.ts';
import { account } from '../store/testing/samples.ts';
import { until } from '../store/testing/until.ts';
import { beginAndEnd } from '../testing/ended-call.ts';
import { type MemoryLog, nothingOutside } from '../testing/outside-tools.ts';
import { eventOf, webhookWorld } from '../testing/webhook-world.ts';
import { endWorkedCall, recordIn, untilDone, workedAgent, workedCall } from '../testing/worked-call.ts';

onEachDatabase('the work after a call', (databases) => {
  const world = webhookWorld(databases);

  /** What left, by the call it was about. `fails`: asked before each effect. */
  function effects(fails: (what: string) => Error | null = () => null) {
    const sms: string[] = [];
    const mails: string[] = [];
    const log: MemoryLog = [];
    const attempt = (what: string): void => {
      const error = fails(what);
      if (error) throw error;
    };
    const messenger: Messenger = {
      id: 'twilio',
      async send({ id }) {
        attempt(id);
        return `SM${sms.push(id)}`;
      },
      find: async () => null,
    };
    const kept = nothingOutside({}, log).dataLog;
    const outside: OutsideTools = nothingOutside({
      smsSenderOf: () => ({ messenger, from: '+15550100002' }),
      mailer: {
        async send({ id }) {
          attempt(id);
          return `<${mails.push(id)}@example.com>`;
        },
      },
      dataLog: {
        async write(kind, record, again) {
          attempt(`log_${record.call_id}`);
          await kept.write(kind, record, again);
        },
      },
    });
    return { sms, mails, log, outside };
  }

  test('runs from the summary to the last message, each once', async () => {
    await world.endpoint({ events: ['call.ended', 'call.analyzed', 'sms.sent'] });
    const { sms, mails, log, outside } = effects();
    await world.start({ outside });
    const ended = await endWorkedCall(world.store);
    await untilDone(world.store);
    await world.untilState('delivered', 3);
    const record = await recordIn(world.store, ended);
    expect(record).toMatchObject({
      summary: { by: 'rule' },
      outcome: { chosen: [], by: 'rule' },
      outcome_tags: ['completed'],
      extracted: { email: null },
      extracted_by: 'rule',
      sms: { state: 'sent', text: `Bye Acme & Söhne: ${record.summary!.text}`, consent: { by: 'call' } },
      email: { state: 'sent', message_id: '<1@example.com>' },
    });
    expect([sms, mails, log.map((line) => line.record.call_id)]).toEqual([
      [`sms_${ended.call_id}`],
      [`email_${ended.call_id}`],
      [ended.call_id],
    ]);
    expect(log[0]!.record.summary).toEqual(record.summary);
    const told = world.receiver.received.map((request) => [eventOf(request), JSON.parse(request.body).summary]);
    expect(told.toSorted()).toEqual([
      ['call.analyzed', record.summary],
      ['call.ended', null],
      ['sms.sent', undefined],
    ]);
  });

  test('a step that is repeated, and one whose call is gone, change nothing', async () => {
    const { sms, outside } = effects();
    await world.start({ outside });
    const record = await endWorkedCall(world.store);
    await untilDone(world.store);
    for (const step of ['summary', 'outcome', 'sms']) await world.step(record, step);
    await untilDone(world.store);
    expect(sms).toHaveLength(1);
    expect(await world.store.erasure.call(account, record.call_id)).toBe('deleted');
    await world.step(record, 'sms');
    await untilDone(world.store);
    expect(sms).toHaveLength(1);
  });

  test('a step that runs twice at once is done once, and sends those behind it once', async () => {
    const record = await endWorkedCall(world.store);
    await Promise.all([world.step(record, 'summary'), world.step(record, 'summary')]);
    const sent = await world.store.jobs.boss.findJobs<{ step?: string }>(waitingQueue, { queued: true });
    expect(sent.map(({ data }) => data.step)).toEqual(['outcome']);
  });

  test('chosen tags are found in the list of calls', async () => {
    await world.start();
    const agent = { ...workedAgent, after_call: { outcome: { choices: ['Completed'] } } };
    const record = await endWorkedCall(world.store, agent);
    await sql`update call set record = record || '{"outcome_tags": []}', outcome_tags = '{}'`.execute(world.store.db);
    await world.step(record, 'outcome');
    await untilDone(world.store);
    const found = await world.store.calls.list(account, { limit: 9, filters: { outcomeTag: 'Completed' } });
    expect(found.map(({ id }) => id)).toEqual([record.call_id]);
  });

  describe('a step that fails for good', () => {
    const forGood = (until: { mended: boolean }) => (what: string) =>
      until.mended || !what.startsWith('email') ? null : new BadConfig('SMTP_URL: refused');

    test('is listed with its error, holds up no other, and is replayed, one or all', async () => {
      const state = { mended: false };
      const { mails, sms, log, outside } = effects(forGood(state));
      await world.start({ outside });
      const records = [];
      for (let call = 0; call < 3; call++) records.push(await endWorkedCall(world.store));
      await untilDone(world.store);
      const { steps } = world.store;
      const dead = await steps.list(account, { state: 'dead', limit: 9 });
      expect(dead.map(({ callId }) => callId).toSorted()).toEqual(records.map(({ call_id }) => call_id).toSorted());
      expect(dead[0]).toMatchObject({ step: 'email', state: 'dead', failures: 1, error: 'SMTP_URL: refused' });
      expect([sms.length, log.length, mails.length]).toEqual([3, 3, 0]);
      expect(await steps.list('acc_other', { state: 'dead', limit: 9 })).toEqual([]);
      world.errors.length = 0;
      state.mended = true;
      expect(await steps.replay(account, dead[0]!.callId, 'sms')).toBe(false);
      expect(await steps.replay('acc_other', dead[0]!.callId, 'email')).toBe(false);
      expect(await steps.replay(account, dead[0]!.callId, 'email')).toBe(true);
      await untilDone(world.store);
      expect(mails).toEqual([`email_${dead[0]!.callId}`]);
      expect(await steps.replayAll(account, 'sms')).toBe(0);
      expect(await steps.replayAll(account)).toBe(2);
      await untilDone(world.store);
      expect(new Set(mails).size).toBe(3);
      expect(mails).toHaveLength(3);
      expect(await steps.list(account, { state: 'dead', limit: 9 })).toEqual([]);
    });

    test('because it failed too often, is listed as well', async () => {
      const { log, outside } = effects((what) => (what.startsWith('log') ? new Retryable('disk full') : null));
      await world.start({ outside });
      const record = await endWorkedCall(world.store);
      await untilDone(world.store);
      expect(log).toEqual([]);
      const dead = await world.store.steps.list(account, { state: 'dead', limit: 9 });
      expect(dead).toMatchObject([{ callId: record.call_id, step: logStep.name, failures: 21, error: 'disk full' }]);
      world.errors.length = 0;
    });

    test('because its process died each time, is listed without an error', async () => {
      const record = await endWorkedCall(world.store);
      await world.store.jobs.boss.deleteAllJobs(afterCallQueue);
      await world.store.jobs.boss.send(deadQueue, { callId: record.call_id, accountId: account, step: 'sms' });
      await world.start();
      await untilDone(world.store);
      const dead = await world.store.steps.list(account, { state: 'dead', limit: 9 });
      expect(dead).toMatchObject([{ callId: record.call_id, step: 'sms', error: null }]);
    });
  });

  test('500 calls of which a tenth of the effects fail once: nothing is lost, nothing doubled', async () => {
    const failed = new Set<string>();
    let asked = 0;
    const { sms, mails, log, outside } = effects((what) => {
      if (failed.has(what) || asked++ % 10 !== 0) return null;
      failed.add(what);
      return new Retryable('try again');
    });
    world.receiver.reply = ({ body }) => {
      const fails = !failed.has(body) && asked++ % 10 === 0;
      failed.add(body);
      return fails ? { status: 500 } : { status: 200 };
    };
    await world.endpoint({ events: ['call.ended', 'call.analyzed'] });
    await world.start({ outside });
    const calls: string[] = [];
    const after_call = { ...workedAgent.after_call, summary: { enabled: false }, outcome: {}, extract: [] };
    const agent = { ...workedAgent, after_call };
    const one = await workedCall(world.store, agent);
    for (let call = 0; call < 500; call++) {
      const { call_id } = await beginAndEnd(world.store, { ...one, id: newId('call') });
      calls.push(call_id);
    }
    await untilDone(world.store);
    await deliveredAll(1_000);
    world.errors.length = 0;
    const once = (ids: string[]) => expect(ids.toSorted()).toEqual(calls.toSorted());
    once(sms.map((id) => id.replace('sms_', '')));
    once(mails.map((id) => id.replace('email_', '')));
    once(log.map(({ record }) => record.call_id));
    expect(world.ids().size).toBe(1_000);
    expect(failed.size).toBeGreaterThan(200);
    expect(await world.store.steps.list(account, { state: 'dead', limit: 9 })).toEqual([]);
  }, 180_000);

  async function deliveredAll(count: number): Promise<void> {
    await until(async () => {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from webhook_delivery where state = 'delivered'`.execute(world.store.db);
      return rows[0]!.count === count;
    });
  }
});
