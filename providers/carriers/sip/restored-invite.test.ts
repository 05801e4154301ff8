/** Calls whose process died before anybody had answered. Source: RFC 3261 section 9, design ending.md section 10. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { headerOf } from './message.ts';
import type { RestoredInvite } from './restored-invite.ts';
import type { SentInvite } from './sent-invite.ts';
import { answerText, network, offer, type Peer } from './testing/network.ts';
import { type Phone, startPhone } from './testing/phone.ts';

let net = network();
let peer: Peer;

beforeEach(() => {
  vi.useFakeTimers();
  net = network();
  peer = net.peer(7000);
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
/** `isDead`: what it sends is lost. */
const phoneOn = (port = 5060, isDead = (): boolean => false): Promise<Phone> =>
  startPhone({
    openWires: async (onBytes) => {
      const wire = net.wire(port, onBytes);
      return [{ ...wire, send: (bytes, to, onFail) => void (isDead() || wire.send(bytes, to, onFail)) }];
    },
    accounts: { trunk: { username: 'bob', password: 'builder' } },
  });

/** Dials the peer; the answer holds what was kept, newest last, as another process finds it. */
function dial(phone: Phone, keep: () => Promise<boolean> = async () => true, account: string | null = null) {
  const kept: SentInvite[] = [];
  const from = { user: 'ringoff', host: '127.0.0.1' };
  const who = { to: 'sip:200@127.0.0.1:7000', from, account, proxy: null };
  const call = phone.agent.dial({
    ...who,
    ringMsMax: 500_000,
    media: phone.media(),
    keep(invite) {
      kept.push(JSON.parse(JSON.stringify(invite)) as SentInvite);
      return keep();
    },
  });
  phone.follow(call);
  return { call, kept };
}

/** A call of a process that died; the peer answers its INVITE (`toInvite`), or the last message that it heard (`toLast`). */
async function orphan({ rings = true, port = 5060 } = {}) {
  let isDead = false;
  const dead = await phoneOn(5060, () => isDead);
  const { kept } = dial(dead);
  await pass(0);
  const invite = peer.heard[0]!;
  const toInvite = (status: number, body = ''): void =>
    peer.say(answerText(invite, status, { port: 7000, body }), 5060);
  if (rings) toInvite(180);
  await pass(0);
  isDead = true;
  net.wire(5060, () => undefined); // It hears nothing any more, either.
  const phone = await phoneOn(port);
  const restored = phone.agent.restoreInvite(kept.at(-1)!);
  peer.news();
  const toLast = async (status: number): Promise<void> => {
    peer.say(answerText(peer.heard.at(-1)!, status, { port: 7000 }), port);
    await pass(0);
  };
  return { phone, restored, invite, toInvite, toLast };
}

async function hungUp(restored: RestoredInvite): ReturnType<RestoredInvite['hangUp']> {
  const answer = restored.hangUp();
  await pass(0);
  return answer;
}

const proved = { proof: 'far_end_confirmed' };

test('one that rings on is cancelled: by the branch of its INVITE, and the 487 is acknowledged', async () => {
  const { phone, restored, invite, toInvite, toLast } = await orphan();
  const answer = hungUp(restored);
  await pass(0);
  expect(peer.news()).toEqual(['CANCEL']);
  const cancel = peer.heard.at(-1)!;
  for (const name of ['via', 'from', 'to', 'call-id']) expect(headerOf(cancel, name)).toBe(headerOf(invite, name));
  expect(headerOf(cancel, 'cseq')).toBe('1 CANCEL');
  await toLast(200);
  toInvite(487);
  expect(await answer).toEqual({ ...proved, detail: 'INVITE was answered 487 Request Terminated' });
  expect(peer.news()).toEqual(['ACK']);
  await pass(64_000);
  expect(phone.agent.size()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0 });
});

test('one that is answered just before the CANCEL is acknowledged and hung up, once', async () => {
  const { restored, toInvite, toLast } = await orphan();
  const answer = hungUp(restored);
  await pass(0);
  await toLast(200);
  toInvite(200, offer);
  await pass(0);
  expect(peer.news()).toEqual(['CANCEL', 'ACK', 'BYE']);
  toInvite(200, offer);
  await pass(0);
  expect(peer.news()).toEqual(['ACK']);
  peer.say(
    answerText(
      peer.heard.find(({ cseqMethod }) => cseqMethod === 'BYE')!,
      200,
      { port: 7000 },
    ),
    5060,
  );
  expect(await answer).toMatchObject(proved);
});

test('one whose answer came first, and was dropped as that of nobody: a BYE proves it', async () => {
  const dead = await phoneOn();
  const { kept } = dial(dead);
  await pass(0);
  const phone = await phoneOn();
  peer.say(answerText(peer.heard[0]!, 200, { port: 7000, body: offer }), 5060);
  await pass(0);
  expect(peer.news()).toEqual(['INVITE', 'ACK', 'BYE']);
  const answer = hungUp(phone.agent.restoreInvite(kept.at(-1)!));
  await pass(0);
  expect(peer.news()).toEqual(['BYE']);
  peer.say(answerText(peer.heard.at(-1)!, 481, { port: 7000 }), 5060);
  expect(await answer).toMatchObject(proved);
});

test('one that was answered while nobody was here is hung up without a CANCEL', async () => {
  const { restored, toInvite, toLast } = await orphan();
  toInvite(200, offer);
  await pass(0);
  const answer = hungUp(restored);
  await pass(0);
  expect(peer.news()).toEqual(['ACK', 'BYE']);
  await toLast(200);
  expect(await answer).toMatchObject(proved);
});

test('one that knows its INVITE no more may be up: the branch that rang gets a BYE', async () => {
  const { restored, toLast } = await orphan();
  const answer = hungUp(restored);
  await pass(0);
  await toLast(481);
  expect(peer.news()).toEqual(['CANCEL', 'BYE']);
  expect(peer.heard.at(-1)!.to.params.get('tag')).toBe('peer-tag');
  await toLast(481);
  expect(await answer).toMatchObject(proved);
});

test('where none rang and none knows the INVITE, nobody is rung', async () => {
  const { restored, toLast } = await orphan({ rings: false });
  const answer = hungUp(restored);
  await pass(0);
  await toLast(481);
  await pass(5_000);
  expect(await answer).toMatchObject({ ...proved, detail: expect.stringContaining('CANCEL was answered 481') });
  expect(peer.news()).toEqual(['CANCEL']);
});

test('an answer may be on its way from one that knows its INVITE no more', async () => {
  const { restored, toInvite, toLast } = await orphan({ rings: false });
  const answer = hungUp(restored);
  await pass(0);
  await toLast(481);
  await pass(4_000);
  toInvite(200, offer);
  await pass(0);
  await toLast(200);
  expect(await answer).toMatchObject({ ...proved, detail: expect.stringContaining('BYE was answered') });
});

test('an answer that comes after all seemed to be over is hung up, too', async () => {
  const { restored, toInvite, toLast } = await orphan({ rings: false });
  const answer = hungUp(restored);
  await pass(0);
  await toLast(481);
  await pass(5_000);
  await answer;
  toInvite(200, offer);
  await pass(0);
  expect(peer.news()).toEqual(['CANCEL', 'ACK', 'BYE']);
});

test('from another address the answer to the INVITE does not come here: the branch is asked by BYE', async () => {
  const { restored, toLast } = await orphan({ port: 5070 });
  const answer = hungUp(restored);
  await pass(0);
  await toLast(200);
  expect(peer.news()).toEqual(['CANCEL']);
  await pass(5_000);
  expect(peer.news()).toEqual(['BYE']);
  await toLast(481);
  expect(await answer).toMatchObject(proved);
});

test('a CANCEL that nobody answers proves nothing; attempts at the same time share it, and a later one tries again', async () => {
  const { restored, toInvite, toLast } = await orphan();
  const [first, second] = [restored.hangUp(), restored.hangUp()];
  await pass(32_000);
  const none = { proof: null, detail: 'CANCEL was not answered' };
  expect([await first, await second]).toEqual([none, none]);
  expect(peer.news()).toEqual(Array.from({ length: 11 }, () => 'CANCEL')); // One, sent again as UDP asks for.
  const third = hungUp(restored);
  await pass(0);
  await toLast(200);
  toInvite(487);
  expect(await third).toMatchObject(proved);
});

test('what cancels a call is kept before the INVITE leaves, and with each branch that names itself', async () => {
  const phone = await phoneOn();
  const stored = Promise.withResolvers<boolean>();
  const { kept } = dial(phone, () => stored.promise);
  await pass(1_000);
  expect(peer.news()).toEqual([]);
  expect(kept).toMatchObject([{ uri: 'sip:200@127.0.0.1:7000', to: { address: '127.0.0.1', port: 7000 }, early: [] }]);
  stored.resolve(true);
  await pass(0);
  expect(peer.news()).toEqual(['INVITE']);
  for (const [status, tag] of [
    [180, 'one'],
    [180, 'one'],
    [183, 'two'],
  ] as const)
    peer.say(answerText(peer.heard[0]!, status, { tag, port: 7000 }), 5060);
  await pass(0);
  expect(kept.map(({ early }) => early.map(({ remoteTag }) => remoteTag))).toEqual([[], ['one'], ['one', 'two']]);
});

test('an INVITE with credentials has another branch, and is kept before it leaves, too', async () => {
  const phone = await phoneOn();
  const { kept } = dial(phone, async () => true, 'trunk');
  await pass(0);
  const more = 'WWW-Authenticate: Digest realm="test", nonce="n", qop="auth"\n';
  peer.say(answerText(peer.heard[0]!, 401, { port: 7000, more }), 5060);
  await pass(0);
  expect(peer.news()).toEqual(['INVITE', 'ACK', 'INVITE']);
  const sent = peer.heard.at(-1)!;
  expect(kept.map((invite) => headerOf(invite, 'cseq'))).toEqual(['1 INVITE', '2 INVITE']);
  expect(headerOf(kept[1]!, 'via')).toBe(headerOf(sent, 'via'));
  expect(JSON.stringify(kept)).not.toContain('Digest'); // The answer to a challenge is nobody else's business.
});

test('an INVITE that cannot be kept does not leave', async () => {
  const phone = await phoneOn();
  dial(phone, async () => false);
  await pass(40_000);
  expect(peer.news()).toEqual([]);
  expect(phone.events).toMatchObject([{ type: 'leg.ended', by: 'carrier', cause: 'INVITE could not be sent' }]);
});

test('a call that is hung up before its INVITE left rings nowhere', async () => {
  const phone = await phoneOn();
  const stored = Promise.withResolvers<boolean>();
  const { call } = dial(phone, () => stored.promise);
  await pass(10);
  call.hangUp(1);
  stored.resolve(true);
  await pass(0);
  expect(peer.news()).toEqual([]);
  expect(phone.events).toMatchObject([
    { type: 'hang_up.answered', attempt: 1, proof: 'far_end_confirmed' },
    { type: 'leg.ended', by: 'agent', proof: 'far_end_confirmed' },
  ]);
});
