import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { InboundCall } from './call.ts';
import type { SipAgentOptions } from './options.ts';
import { answerText, network, offer, type Peer, requestText } from './testing/network.ts';
import { type Phone, startPhone } from './testing/phone.ts';

const from = { user: 'ringoff', host: '127.0.0.1' };
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

const phoneOn = (options: Partial<SipAgentOptions> = {}, onCall?: Parameters<typeof startPhone>[1]): Promise<Phone> =>
  startPhone({ openWires: async (onBytes) => [net.wire(5060, onBytes)], ...options }, onCall);

/** The peer calls; the answer is that of our 200. */
async function called(more = ''): Promise<string> {
  peer.say(requestText({ method: 'INVITE', port: 7000, more, body: offer }), 5060);
  await pass(0);
  return peer.heard.at(-1)!.to.params.get('tag')!;
}

async function acknowledged(toTag: string): Promise<void> {
  peer.say(requestText({ method: 'ACK', branch: 'z9hG4bK-ack', toTag, port: 7000 }), 5060);
  await pass(0);
  peer.news();
}

function dial(phone: Phone, ringMsMax = 20_000): ReturnType<Phone['agent']['dial']> {
  const options = { to: 'sip:200@127.0.0.1:7000', from, account: null, proxy: null, ringMsMax, media: phone.media() };
  return phone.follow(phone.agent.dial(options));
}

test('a 200 is sent again until the ACK comes', async () => {
  await phoneOn();
  const tag = await called();
  expect(peer.news()).toEqual(['100 INVITE', '200 INVITE']);
  await pass(500);
  await pass(1_000);
  expect(peer.news()).toEqual(['200 INVITE', '200 INVITE']);
  await acknowledged(tag);
  await pass(20_000);
  expect(peer.news()).toEqual([]);
});

test('a call whose ACK never comes is dropped with BYE, and leaves nothing', async () => {
  const phone = await phoneOn();
  await called();
  await pass(32_000);
  expect(peer.news().at(-1)).toBe('BYE');
  peer.say(answerText(peer.heard.at(-1)!, 200, { port: 7000 }), 5060);
  await pass(0);
  expect(phone.events).toMatchObject([{ type: 'leg.ended', by: 'system', failed: true, proof: 'far_end_confirmed' }]);
  await pass(40_000);
  expect(phone.agent.size()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0 });
});

test('a BYE that nobody answers proves nothing, however long', async () => {
  const phone = await phoneOn();
  await acknowledged(await called());
  phone.calls[0]!.hangUp(1);
  await pass(10_000);
  phone.calls[0]!.hangUp(2);
  expect(peer.news().filter((word) => word === 'BYE').length).toBeGreaterThan(3);
  await pass(22_000);
  const none = { type: 'hang_up.answered', proof: null, detail: 'BYE was not answered' };
  expect(phone.events.slice(1)).toMatchObject([
    { ...none, attempt: 1, latencyMs: 32_000 },
    { ...none, attempt: 2 },
  ]);
});

test.each([400, 408, 500])('%i to BYE is no proof; 481 is', async (status) => {
  const phone = await phoneOn();
  await acknowledged(await called());
  phone.calls[0]!.hangUp(1);
  await pass(0);
  peer.say(answerText(peer.heard.at(-1)!, status, { port: 7000 }), 5060);
  await pass(0);
  expect(phone.events.at(-1)).toMatchObject({ type: 'hang_up.answered', attempt: 1, proof: null });
  phone.calls[0]!.hangUp(2);
  await pass(0);
  peer.say(answerText(peer.heard.at(-1)!, 481, { port: 7000 }), 5060);
  await pass(0);
  expect(phone.events.slice(-2)).toMatchObject([
    { type: 'hang_up.answered', attempt: 2, proof: 'far_end_confirmed' },
    { type: 'leg.ended', proof: 'far_end_confirmed' },
  ]);
  expect(new Set(peer.heard.filter(({ cseqMethod }) => cseqMethod === 'BYE').map(({ cseq }) => cseq)).size).toBe(2);
});

test('every request of ours has Max-Forwards', async () => {
  const phone = await phoneOn();
  const toTag = await called();
  dial(phone);
  await acknowledged(toTag);
  phone.calls[0]!.hangUp(1);
  await pass(0);
  const requests = peer.heard.filter(({ kind }) => kind === 'request');
  expect(requests.map(({ cseqMethod }) => cseqMethod).sort()).toEqual(['BYE', 'INVITE']);
  for (const { headers } of requests) expect(headers).toContainEqual(['max-forwards', '70']);
});

test('a peer that asks for it gets its session refreshed; one that forgets to refresh is dropped', async () => {
  const phone = await phoneOn();
  await acknowledged(await called('Session-Expires: 100;refresher=uas\nSupported: timer\n'));
  await pass(50_000);
  expect(peer.news()).toEqual(['INVITE']);
  peer.say(
    answerText(peer.heard.at(-1)!, 200, { port: 7000, more: 'Session-Expires: 100;refresher=uas\n', body: offer }),
    5060,
  );
  await pass(0);
  expect(peer.news()).toEqual(['ACK']);
  await pass(68_100);
  expect(peer.news()).toEqual(['BYE']);
  expect(phone.events.map(({ type }) => type)).toEqual(['leg.answered']);
});

test('a call that is answered after CANCEL is acknowledged and hung up', async () => {
  const phone = await phoneOn();
  dial(phone, 5_000);
  await pass(0);
  const invite = peer.heard[0]!;
  peer.say(answerText(invite, 180, { port: 7000 }), 5060);
  await pass(5_000);
  expect(peer.news()).toEqual(['INVITE', 'CANCEL']);
  peer.say(answerText(invite, 200, { port: 7000, body: offer }), 5060);
  await pass(0);
  expect(peer.news()).toEqual(['ACK', 'BYE']);
  peer.say(answerText(peer.heard.at(-1)!, 200, { port: 7000 }), 5060);
  await pass(0);
  const [, ended] = phone.events;
  expect(ended).toMatchObject({ type: 'leg.ended', cause: 'not answered in time', proof: 'far_end_confirmed' });
  await pass(64_000);
  expect(phone.agent.size()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0 });
});

test('of two branches that answer the first has the call, and the other is hung up', async () => {
  const phone = await phoneOn();
  dial(phone);
  await pass(0);
  const invite = peer.heard[0]!;
  peer.say(answerText(invite, 200, { tag: 'one', port: 7000, body: offer }), 5060);
  peer.say(answerText(invite, 200, { tag: 'two', port: 7000, body: offer }), 5060);
  await pass(0);
  expect(peer.news()).toEqual(['INVITE', 'ACK', 'ACK', 'BYE']);
  expect(peer.heard.at(-1)!.to.params.get('tag')).toBe('two');
  expect(phone.events.map(({ type }) => type)).toEqual(['leg.answered']);
});

test('a 200 that nobody here waits for is acknowledged and hung up: its process died', async () => {
  const dead = await phoneOn();
  dial(dead);
  await pass(0);
  await phoneOn(); // Takes the port.
  peer.say(answerText(peer.heard[0]!, 200, { port: 7000, body: offer }), 5060);
  await pass(0);
  expect(peer.news().slice(1)).toEqual(['ACK', 'BYE']);
});

test('another process asks whether a call is still up, and hangs it up', async () => {
  const dead = await phoneOn();
  await acknowledged(await called());
  const snapshot = JSON.parse(JSON.stringify(dead.calls[0]!.snapshot()));
  const phone = await phoneOn();
  const restored = phone.agent.restore(snapshot);
  const asked = restored.state();
  await pass(0);
  peer.say(answerText(peer.heard.at(-1)!, 200, { port: 7000 }), 5060);
  expect(await asked).toMatchObject({ state: 'up' });
  const dropped = restored.hangUp();
  await pass(0);
  expect(peer.news()).toEqual(['OPTIONS', 'BYE']);
  expect(peer.heard.at(-1)!.cseq).toBeGreaterThan(snapshot.localSeq + 100); // The dead may have sent more.
  peer.say(answerText(peer.heard.at(-1)!, 200, { port: 7000 }), 5060);
  expect(await dropped).toMatchObject({ proof: 'far_end_confirmed' });
  expect(phone.agent.size().dialogs).toBe(0);
});

test('a transfer asks the far end, and is told how it went', async () => {
  const phone = await phoneOn();
  const toTag = await called();
  await acknowledged(toTag);
  phone.calls[0]!.transfer('sip:300@127.0.0.1');
  await pass(0);
  peer.say(answerText(peer.heard.at(-1)!, 202, { port: 7000 }), 5060);
  const notify = (cseq: number, status: string): string =>
    requestText({ method: 'NOTIFY', cseq, toTag, port: 7000, more: 'Event: refer\n', body: `SIP/2.0 ${status}\n` });
  peer.say(notify(2, '100 Trying'), 5060);
  peer.say(notify(3, '200 OK'), 5060);
  await pass(0);
  expect(peer.news()).toEqual(['REFER', '200 NOTIFY', '200 NOTIFY']);
  expect(phone.events.at(-1)).toEqual({ type: 'transfer.completed', legStaysUp: false });
});

test('a telephone that stops hangs up what is up, and waits a second at most', async () => {
  const phone = await phoneOn();
  await acknowledged(await called());
  const closed = phone.agent.close();
  await pass(1_000);
  await closed;
  expect(peer.news()).toEqual(['BYE', 'BYE']);
  expect(phone.events.at(-1)).toMatchObject({ type: 'leg.ended', by: 'system', proof: 'released' });
  expect(vi.getTimerCount()).toBe(0);
});

test('a registration is refreshed in time, tried again after a failure, and nobody is asked twice a second', async () => {
  const accounts = { pbx: { username: 'bob', password: 'builder' } };
  const phone = await phoneOn({ accounts });
  const states: string[] = [];
  phone.agent.register({ registrar: 'sip:127.0.0.1:7000', account: 'pbx', onState: ({ state }) => states.push(state) });
  await pass(0);
  peer.say(answerText(peer.heard.at(-1)!, 200, { port: 7000, more: 'Expires: 100\n' }), 5060);
  await pass(51_000);
  peer.say(answerText(peer.heard.at(-1)!, 403, { port: 7000 }), 5060);
  await pass(3_900);
  expect(peer.news().filter((word) => word === 'REGISTER').length).toBeLessThan(5);
  await pass(1_200);
  expect(peer.news()[0]).toBe('REGISTER');
  expect(states).toEqual(['registering', 'registered', 'failed']);
});

test('a repeated INVITE gets the last answer again, and makes no second call', async () => {
  const phone = await phoneOn({}, (call) => call.ring());
  await called();
  await called();
  expect(peer.news()).toEqual(['100 INVITE', '180 INVITE', '180 INVITE']);
  (phone.calls[0] as InboundCall).refuse(486);
  await called();
  expect(peer.news()).toEqual(['486 INVITE', '486 INVITE']);
  expect(phone.calls).toHaveLength(1);
});

test('a call that cannot be hung up is given up after 64 s, however often that is ordered', async () => {
  const phone = await phoneOn();
  await acknowledged(await called());
  for (let attempt = 1; attempt <= 17; attempt++) {
    phone.calls[0]!.hangUp(attempt);
    await pass(4_000);
  }
  expect(phone.events.at(-1)).toMatchObject({ type: 'leg.ended', by: 'system', failed: true, proof: 'accepted' });
  expect(phone.agent.size().calls).toBe(0);
});
