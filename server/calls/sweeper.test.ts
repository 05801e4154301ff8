/** Calls whose process died. Source: design ending.md section 10. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CallRecord } from '../../contract/call.ts';
import { type CarrierStandIn, startCarrierStandIn } from '../../providers/carriers/testing/carrier-stand-in.ts';
import { twilioCarrier } from '../../providers/carriers/twilio.ts';
import { afterCallQueue } from '../store/jobs.ts';
import type { NewCall } from '../store/call.ts';
import type { Store } from '../store/store.ts';
import { onEachDatabase } from '../store/testing/databases.ts';
import { manualClock } from '../store/testing/manual-clock.ts';
import { account, beginCall, expireLease } from '../store/testing/samples.ts';
import { strayLegs } from './stray-leg.ts';
import { startSweeper, type SweeperParts } from './sweeper.ts';
import type { LogEntry, Note } from '../session/log.ts';
import { play, readAgent } from '../testing/play.ts';
import { politeAgent } from '../testing/server.ts';
import { fastClock } from '../testing/fast-clock.ts';

const legId = 'CA0123456789abcdef0123456789abcdef';
const silent = { info() {}, warn() {}, error() {} };

const answered = { type: 'leg.answered', end: null };
const greeted = { type: 'utterance.started', utteranceId: 'greeting' };
const goodbye = {
  type: 'end.proposed',
  proposal: {
    trigger: 'tool',
    action: 'end_call',
    reason: null,
    reasonConfigured: false,
    final: false,
    skipGoodbye: true,
    ownWords: null,
    message: null,
    turn: null,
    outside: { tools: 'idle', disclosureUnread: false, slotEmpty: false, ruleFailed: false },
    outcomeTags: [],
    evidence: 'bye',
    errorDetail: null,
  },
};
const isNote = <Type extends Note['type']>(
  entry: LogEntry,
  type: Type,
): entry is Extract<LogEntry, { note: Note }> & { note: { type: Type } } => 'note' in entry && entry.note.type === type;
const logOf = (...events: object[]) => events.map((event, seq) => ({ seq, at: seq * 100, event, effects: [] }));

onEachDatabase('the sweeper', (databases) => {
  let store: Store;
  let rest: CarrierStandIn;
  const running: { stop(): Promise<void> }[] = [];
  beforeEach(async () => {
    store = await databases.store();
    rest = await startCarrierStandIn();
  });
  afterEach(async () => {
    for (const each of running.splice(0)) await each.stop();
    await rest.close();
  });

  /** A call of a process that died after it had written this. */
  async function deadCall(events: object[], parts: Partial<NewCall> = {}): Promise<string> {
    const agent = await store.agents.put(account, 'polite', politeAgent);
    const who = { agentId: agent.id, agentVersion: agent.version, carrier: 'twilio', legId, ...parts };
    const { id } = await beginCall(store, 'node_dead', who);
    await store.calls.append(id, 1, logOf(...events));
    await expireLease(store, id);
    return id;
  }

  function sweep(parts: Partial<SweeperParts> = {}): { next(): Promise<CallRecord | null>; taken: string[] } {
    const clock = fastClock(20);
    const twilio = twilioCarrier({
      clock,
      accountSid: 'AC00000000000000000000000000000001',
      authToken: 'secret',
      baseUrl: rest.baseUrl,
    });
    const legs = strayLegs({ clock, carriers: { twilio }, phone: null });
    const ends: (CallRecord | null)[] = [];
    const taken: string[] = [];
    let wake = Promise.withResolvers<void>();
    const announce: SweeperParts['announce'] = (_account, event) => {
      if (event.type === 'ended') ends.push(event.record);
      wake.resolve();
      wake = Promise.withResolvers();
    };
    const onTaken = (carrier: string): void => void taken.push(carrier);
    const shared = { store, clock, node: 'node_b', log: silent, legs, held: () => [], announce, onTaken };
    running.push(startSweeper({ ...shared, ...parts }));
    return {
      taken,
      async next() {
        while (ends.length === 0) await wake.promise;
        return ends.shift()!;
      },
    };
  }

  /** A call that is up until it is hung up. */
  function legIsUp(): void {
    let status = 'in-progress';
    rest.answer(({ method }) => {
      const before = status;
      if (method === 'POST') status = 'completed';
      return { status: 200, body: { sid: legId, status: before } };
    });
  }

  test('hangs up a leg that is still up, and ends its call once', async () => {
    legIsUp();
    const id = await deadCall([answered, greeted]);
    const record = await sweep().next();
    expect(record).toMatchObject({
      call_id: id,
      ended_reason: 'error',
      trigger: 'failure',
      ended_by: 'system',
      error_detail: 'node_lost: the process that held the call is gone',
      hang_up: { proof: 'carrier_ended' },
    });
    expect(record!.hang_up.attempts).toBeGreaterThan(0);
    expect(rest.asked.find(({ method }) => method === 'POST')).toMatchObject({ body: 'Status=completed' });
    const stored = await store.calls.get(account, id);
    expect(stored).toMatchObject({ state: 'ended', leaseEpoch: 2, record: { ended_reason: 'error' } });
    const types = (await store.calls.log(account, id)).map((entry) => (entry['event'] as { type: string }).type);
    expect(types.slice(0, 3)).toEqual(['leg.answered', 'utterance.started', 'node.lost']);
    const jobs = await store.jobs.boss.findJobs<{ callId: string }>(afterCallQueue, {});
    expect(jobs.map(({ data }) => data.callId)).toEqual([id]);
  });

  test('keeps the cause of an end that was under way', async () => {
    legIsUp();
    await deadCall([answered, { type: 'caller.said', text: 'bye', meaning: 'closing' }, goodbye]);
    expect(await sweep().next()).toMatchObject({
      ended_reason: 'agent_ended',
      trigger: 'tool',
      error_detail: expect.stringContaining('node_lost'),
      hang_up: { proof: 'carrier_ended' },
    });
  });

  describe('of a flow', () => {
    const actions = { eligibility: { values: { eligible: true, plan: 'Basic' } }, book: { values: { booking: 'v1' } } };
    const agent = readAgent('flow-appointment');

    /** The appointment is booked, up to the first entry that `isLast`. */
    async function deadFlow(isLast: (entry: LogEntry) => boolean): Promise<CallRecord | null> {
      const said = [
        'yes please',
        'May 4th 1980',
        '4711',
        "that's right",
        'Tuesday morning',
        '212 555 0147',
        'yes please',
      ];
      const { log } = await play('flow-appointment', said.map((words) => `caller: ${words}`).join('\n'), { actions });
      const written = log.slice(0, log.findIndex(isLast) + 1);
      const { id: agentId, version: agentVersion } = await store.agents.put(account, 'appointment', { ...agent });
      const call = await beginCall(store, 'node_dead', { agentId, agentVersion, carrier: 'twilio', legId });
      await store.calls.append(call.id, 1, written as never);
      await expireLease(store, call.id);
      legIsUp();
      return sweep().next();
    }

    test('tells where the walk was, and what it had collected', async () => {
      const record = await deadFlow((entry) => isNote(entry, 'block_entered') && entry.note.block === 'when');
      expect(record).toMatchObject({
        ended_reason: 'error',
        flow: {
          block: 'when',
          path: ['hello', 'who', 'eligibility', 'may_book', 'when'],
          end_block: null,
          slots: { member_number: { value: '4711', confirmed: true } },
          follow_ups: null,
        },
        variables: { birth_date: '1980-05-04', plan: 'Basic' },
      });
    });

    test('whose End Call block was saying goodbye is followed by the work of that block', async () => {
      const record = await deadFlow((entry) => 'event' in entry && entry.event.type === 'end.proposed');
      expect(record).toMatchObject({
        ended_reason: 'agent_ended',
        trigger: 'flow_block',
        outcome_tags: ['completed'],
        flow: { end_block: 'booked', follow_ups: { sms: { enabled: true }, log: [{ kind: 'jsonl' }] } },
        variables: { visit_day: '2026-03-03', booking: 'v1' },
      });
    });
  });

  test('believes the carrier about a call that nobody had answered', async () => {
    rest.answer(() => ({ status: 200, body: { sid: legId, status: 'no-answer' } }));
    await deadCall([], { direction: 'outbound' });
    expect(await sweep().next()).toMatchObject({ ended_reason: 'not_answered', carrier_cause: 'no-answer' });
    expect(rest.asked.map(({ method }) => method)).toEqual(['GET']);
  });

  test('tries again while the carrier fails, and writes how sure it is', async () => {
    let failures = 3;
    rest.answer(() => (failures-- > 0 ? { status: 500 } : { status: 404 }));
    await deadCall([answered]);
    expect(await sweep().next()).toMatchObject({ hang_up: { attempts: 4, proof: 'carrier_ended' } });
  });

  test('leaves a leg alone whose transfer had begun', async () => {
    legIsUp();
    await deadCall([answered, { type: 'transfer.requested', to: '+15550100' }]);
    expect(await sweep().next()).toMatchObject({ ended_reason: 'error', hang_up: { attempts: 0, proof: null } });
    expect(rest.asked).toEqual([]);
  });

  test('a call whose INVITE never left rings nowhere', async () => {
    const sip = { adopt: () => expect.unreachable('there is nothing to be hung up') };
    const legs = strayLegs({ clock: fastClock(20), carriers: {}, phone: sip });
    const intent = { sip: 'never_sent' };
    const id = await deadCall([], { direction: 'outbound', carrier: 'sip', legId: 'sip-1', intent });
    expect(await sweep({ legs }).next()).toMatchObject({
      call_id: id,
      ended_reason: 'error',
      answered_at: null,
      hang_up: { proof: 'far_end_confirmed' },
      error_detail: expect.stringContaining('node_lost'),
    });
  });

  test('a typed call is gone with its process', async () => {
    const id = await deadCall([answered], { carrier: 'text', legId: null });
    expect(await sweep().next()).toMatchObject({ call_id: id, hang_up: { proof: 'released' } });
  });

  test('ends a call whose agent and log it cannot read', async () => {
    const unread = await store.agents.put(account, 'odd', { name: 7 });
    const id = await deadCall([{ type: 'of a later version' }], { agentId: 'odd', agentVersion: unread.version });
    legIsUp();
    expect(await sweep().next()).toMatchObject({ call_id: id, ended_reason: 'error' });
  });

  test('never touches a call that is alive, here or elsewhere', async () => {
    legIsUp();
    const { id: elsewhere } = await beginCall(store, 'node_a', { carrier: 'twilio', legId });
    const here = await deadCall([answered]);
    const dead = await deadCall([answered], { carrier: 'text' });
    const { next, taken } = sweep({ held: () => [here] });
    expect(await next()).toMatchObject({ call_id: dead });
    expect(taken).toEqual(['text']);
    for (const id of [elsewhere, here]) expect(await store.calls.get(account, id)).toMatchObject({ leaseEpoch: 1 });
    expect(rest.asked).toEqual([]);
  });

  test('leaves the calls of a carrier that it cannot reach to others, for a minute', async () => {
    const sip = await deadCall([answered], { carrier: 'sip' });
    const overdue = await deadCall([answered], { carrier: 'telnyx' });
    const soon = new Date(Date.now() - 30_000);
    await store.db.updateTable('call').set({ lease_until: soon }).where('id', '=', sip).execute();
    const record = await sweep().next();
    expect(record).toMatchObject({ call_id: overdue, hang_up: { proof: null } });
    expect(await store.calls.get(account, sip)).toMatchObject({ leaseEpoch: 1 });
  });

  test('on a database of its own it waits for no lease', async () => {
    const { id } = await beginCall(store, 'node_dead', { carrier: 'text' });
    expect(await sweep({ store: { ...store, alone: true } }).next()).toMatchObject({ call_id: id });
  });
});

describe('a database that was away', () => {
  function world() {
    const clock = manualClock();
    const asked: number[] = [];
    let away = false;
    const calls = {
      time: async () => {
        if (away) throw new Error('away');
        return new Date(0);
      },
      takeOver: async () => {
        asked.push(clock.now());
        return [];
      },
      renewAll: async () => [],
    } as unknown as Store['calls'];
    const store = { calls, alone: false } as unknown as SweeperParts['store'];
    const legs = strayLegs({ clock, carriers: {}, phone: null });
    const shared = { store, clock, node: 'n', log: silent, legs, held: () => [] };
    startSweeper({ ...shared, announce() {}, onTaken() {} });
    return { clock, asked, goesAway: (is: boolean) => (away = is) };
  }

  test('gives everybody one lease to come back', async () => {
    const { clock, asked, goesAway } = world();
    await clock.advance(8_000);
    expect(asked).toEqual([6_000, 7_000, 8_000]);
    goesAway(true);
    await clock.advance(30_000);
    goesAway(false);
    await clock.advance(8_000);
    expect(asked.slice(3)).toEqual([45_000, 46_000]);
  });
});
