import { expect, test, vi } from 'vitest';
import type { SipCall } from './call.ts';
import { freePort, listening, type Phone, startPhone } from './testing/phone.ts';
import { sipp, withSipp } from './testing/sipp.ts';

vi.setConfig({ testTimeout: 12_000 });

withSipp('calls from sipp', () => {
  test.each(['udp', 'tcp'] as const)(
    'are answered and dropped over %s, with its own answer as proof',
    async (transport) => {
      await using phone = await startPhone();
      const run = sipp('called and dropped', { port: await freePort(), calls: phone.port, transport });
      await Promise.race([phone.seen('leg.answered'), run]);
      phone.calls[0]!.hangUp(1);
      await run;
      expect(await phone.seen('hang_up.answered')).toMatchObject({ attempt: 1, proof: 'far_end_confirmed' });
      expect(await phone.seen('leg.ended')).toMatchObject({ by: 'agent', proof: 'far_end_confirmed', failed: false });
      expect(phone.agent.size()).toMatchObject({ calls: 0, dialogs: 0 });
      expect(phone.sound).toMatchObject([{ codec: 'PCMU', payload: 0, events: 101, sends: true }, 'closed']);
    },
  );

  test('that repeat INVITE and BYE are one call with one end', async () => {
    await using phone = await startPhone();
    await sipp('repeats INVITE and BYE', { port: await freePort(), calls: phone.port });
    expect(phone.calls).toHaveLength(1);
    expect(phone.events.map(({ type }) => type)).toEqual(['leg.answered', 'leg.ended']);
    expect(phone.events.at(-1)).toMatchObject({ by: 'caller', cause: 'BYE', proof: 'far_end_confirmed' });
  });

  test('that do not answer BYE are not taken for ended', async () => {
    await using phone = await startPhone();
    const run = sipp('deaf to BYE', { port: await freePort(), calls: phone.port });
    await Promise.race([phone.seen('leg.answered'), run]);
    phone.calls[0]!.hangUp(1);
    await run;
    expect(phone.events.map(({ type }) => type)).toEqual(['leg.answered']);
    expect(phone.agent.size().calls).toBe(1);
  });

  test('that answer BYE with 400 and stay are not believed, and get another BYE', async () => {
    await using phone = await startPhone();
    const run = sipp('answers BYE with 400 and stays', { port: await freePort(), calls: phone.port });
    await Promise.race([phone.seen('leg.answered'), run]);
    phone.calls[0]!.hangUp(1);
    const first = await phone.seen('hang_up.answered');
    expect(first).toMatchObject({ attempt: 1, proof: null, detail: 'BYE was answered 400 Bad Request' });
    expect(phone.events.some(({ type }) => type === 'leg.ended')).toBe(false);
    phone.calls[0]!.hangUp(2);
    await run;
    expect(await phone.seen('leg.ended')).toMatchObject({ by: 'agent', proof: 'far_end_confirmed' });
  });

  test('that give up while it rings end as cancelled', async () => {
    await using phone = await startPhone({}, (call) => call.ring());
    await sipp('cancels', { port: await freePort(), calls: phone.port });
    expect(await phone.seen('leg.ended')).toMatchObject({ by: 'caller', cause: 'CANCEL', proof: 'far_end_confirmed' });
  });

  test('may hold and resume', async () => {
    await using phone = await startPhone();
    await sipp('holds and resumes', { port: await freePort(), calls: phone.port });
    expect(phone.events.map(({ type }) => type)).toEqual(['leg.answered', 'leg.held', 'leg.resumed', 'leg.ended']);
    expect(phone.sound).toMatchObject([{ sends: true }, { sends: false }, { sends: true }, 'closed']);
  });

  test('may acknowledge late', async () => {
    await using phone = await startPhone();
    const run = sipp('acknowledges late', { port: await freePort(), calls: phone.port });
    await Promise.race([phone.seen('leg.answered'), run]);
    phone.calls[0]!.hangUp(1);
    await run;
    expect(await phone.seen('leg.ended')).toMatchObject({ proof: 'far_end_confirmed' });
  });

  test('may leave the offer to us', async () => {
    await using phone = await startPhone();
    const run = sipp('offers nothing', { port: await freePort(), calls: phone.port });
    await Promise.race([phone.seen('leg.answered'), run]);
    phone.calls[0]!.hangUp(1);
    await run;
    expect(phone.sound[0]).toMatchObject({ codec: 'PCMU' });
  });

  test('are let in by the right answer to our challenge', async () => {
    const passwordOf = (name: string): string | null => (name === 'alice' ? 'wonder' : null);
    await using phone = await startPhone({ unknown: 'challenge', passwordOf, algorithms: ['MD5'] });
    const run = sipp('has an account', { port: await freePort(), calls: phone.port });
    await Promise.race([phone.seen('leg.answered'), run]);
    phone.calls[0]!.hangUp(1);
    await run;
    expect(await phone.seen('leg.ended')).toMatchObject({ proof: 'far_end_confirmed' });
  });
});

withSipp('calls to sipp', () => {
  test.each(['udp', 'tcp'] as const)('are answered and dropped over %s', async (transport) => {
    await using phone = await startPhone();
    const port = await freePort();
    const run = sipp('answers', { port, transport });
    const call = await dialled(phone, port, { transport });
    await Promise.race([phone.seen('leg.answered'), run]);
    call.hangUp(1);
    await run;
    const ended = await phone.seen('leg.ended');
    expect(phone.events.map(({ type }) => type)).toEqual(['leg.rang', 'leg.answered', 'hang_up.answered', 'leg.ended']);
    expect(ended).toMatchObject({ by: 'agent', proof: 'far_end_confirmed' });
  });

  test('that are not answered in time are cancelled', async () => {
    await using phone = await startPhone();
    const port = await freePort();
    const run = sipp('rings until it is cancelled', { port });
    await dialled(phone, port, { ringMsMax: 1_000 });
    await run;
    const cause = 'not answered in time';
    expect(await phone.seen('leg.ended')).toMatchObject({ by: 'system', cause, proof: 'far_end_confirmed' });
  });

  test.each([
    [486, '486 Busy Here'],
    [404, '404 Not Found'],
    [480, '480 Temporarily Unavailable'],
    [603, '603 Decline'],
  ])('that are refused with %i end with that cause', async (status, cause) => {
    await using phone = await startPhone();
    const port = await freePort();
    const run = sipp('refuses', { port, words: { status: String(status) } });
    await dialled(phone, port);
    await run;
    expect(await phone.seen('leg.ended')).toMatchObject({ by: 'caller', cause, failed: false });
  });

  test('follow a redirect where that is allowed', async () => {
    await using phone = await startPhone({ mayRedirect: (uri) => uri.startsWith('sip:200@') });
    const [port, other] = [await freePort(), await freePort()];
    const first = sipp('redirects', { port, words: { target: `sip:200@127.0.0.1:${other}` } });
    const second = sipp('answers', { port: other });
    const call = await dialled(phone, port);
    await Promise.race([phone.seen('leg.answered'), second]);
    call.hangUp(1);
    await Promise.all([first, second]);
    expect(await phone.seen('leg.ended')).toMatchObject({ proof: 'far_end_confirmed' });
  });

  test('bring the right answer to its challenge', async () => {
    const accounts = { trunk: { username: 'bob', password: 'builder' } };
    await using phone = await startPhone({ accounts });
    const port = await freePort();
    const run = sipp('asks who calls', { port });
    const call = await dialled(phone, port, { account: 'trunk' });
    await Promise.race([phone.seen('leg.answered'), run]);
    call.hangUp(1);
    await run;
    expect(await phone.seen('leg.ended')).toMatchObject({ proof: 'far_end_confirmed' });
  });

  test('as a registrar make us known, and let us leave', async () => {
    const accounts = { trunk: { username: 'bob', password: 'builder' } };
    await using phone = await startPhone({ accounts });
    const port = await freePort();
    const run = sipp('registers us', { port });
    const { promise: registered, resolve } = Promise.withResolvers<unknown>();
    const registration = phone.agent.register({
      registrar: `sip:127.0.0.1:${port}`,
      account: 'trunk',
      onState: (state) => state.state === 'registered' && resolve(state),
    });
    expect(await Promise.race([registered, run])).toEqual({ state: 'registered', expiresMs: 120_000 });
    await registration.stop();
    await run;
    expect(registration.state()).toEqual({ state: 'stopped' });
  });
});

type Dial = { transport?: string; account?: string; ringMsMax?: number };

/** Over TCP sipp must listen before it is called: a connection is refused until then. */
async function dialled(phone: Phone, port: number, options: Dial = {}): Promise<SipCall> {
  const { transport = 'udp', account = null, ringMsMax = 4_000 } = options;
  if (transport === 'tcp') await listening(port);
  const to = `sip:100@127.0.0.1:${port};transport=${transport}`;
  const from = { user: 'ringoff', host: '127.0.0.1' };
  return phone.follow(phone.agent.dial({ to, from, account, proxy: null, ringMsMax, media: phone.media() }));
}
