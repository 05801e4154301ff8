/** Against a real SMTP server (smtp-server), and one that breaks off (a bare socket). */
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { BadConfig, Retryable, Terminal } from '../../contract/errors.ts';
import { OutcomeUnknown } from '../carriers/carrier-request.ts';
import { smtpMailer } from './smtp.ts';

const from = 'Acme <calls@example.com>';
const mail = { id: 'email_call_1', to: 'desk@example.org', subject: 'Anruf – fertig', text: '.\nZeile zwei, süß\n.' };
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type Taken = { from: string; to: string[]; source: string };

async function server(options: SMTPServerOptions = {}): Promise<{ host: string; taken: Taken[] }> {
  const taken: Taken[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    onData(stream, { envelope }, done) {
      let source = '';
      stream.on('data', (piece: Buffer) => (source += piece.toString('utf8')));
      stream.on('end', () => {
        const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        taken.push({ from: sender, to: envelope.rcptTo.map(({ address }) => address), source });
        done();
      });
    },
    ...options,
  });
  await new Promise<void>((listening) => smtp.listen(0, '127.0.0.1', listening));
  closers.push(() => new Promise((closed) => smtp.close(closed)));
  return { host: `127.0.0.1:${(smtp.server.address() as AddressInfo).port}`, taken };
}

const refusing = (code: number) => Object.assign(new Error(`no, ${mail.to}`), { responseCode: code });

test('a mail arrives whole, under an id that is ours', async () => {
  const { host, taken } = await server();
  expect(await smtpMailer({ url: `smtp://${host}`, from }).send(mail)).toBe('<email_call_1@example.com>');
  expect(taken).toMatchObject([{ from: 'calls@example.com', to: ['desk@example.org'] }]);
  expect(taken[0]!.source).toContain('Message-ID: <email_call_1@example.com>');
  const body = taken[0]!.source.split('\r\n\r\n').slice(1).join('\r\n\r\n');
  expect(body.replace(/=\r\n/g, '').replace('=C3=BC', 'ü').replace('=C3=9F', 'ß').trim()).toBe(
    '.\r\nZeile zwei, süß\r\n.',
  );
});

test('a line break in an address or subject starts no header', async () => {
  const { host, taken } = await server();
  await smtpMailer({ url: `smtp://${host}`, from }).send({ ...mail, subject: 'x\r\nBcc: eve@example.org' });
  expect(taken[0]!.to).toEqual(['desk@example.org']);
  expect(taken[0]!.source).not.toMatch(/^Bcc:/m);
});

test('user and password are shown to the server', async () => {
  const seen: unknown[] = [];
  const onAuth: SMTPServerOptions['onAuth'] = ({ username, password }, _session, done) => {
    seen.push([username, password]);
    done(null, { user: 1 });
  };
  const { host } = await server({ onAuth, authOptional: false });
  await smtpMailer({ url: `smtp://us%40er:p%2Fw@${host}`, from }).send(mail);
  expect(seen).toEqual([['us@er', 'p/w']]);
});

describe('a failure is named by what to do, without the address', () => {
  const onAuth: SMTPServerOptions['onAuth'] = (_auth, _session, done) => done(refusing(535));
  const atRecipient = (code: number): SMTPServerOptions => ({
    onRcptTo: (_to, _session, done) => done(refusing(code)),
  });
  const atData = (code: number): SMTPServerOptions => ({
    onData(stream, _session, done) {
      stream.resume();
      stream.on('end', () => done(refusing(code)));
    },
  });
  test.each([
    ['password', { onAuth }, 'smtp://u:p@', BadConfig],
    ['recipient, for now', atRecipient(450), 'smtp://', Retryable],
    ['recipient', atRecipient(550), 'smtp://', Terminal],
    ['words, for now', atData(451), 'smtp://', Retryable],
    ['words', atData(554), 'smtp://', Terminal],
  ] as const)('it refuses the %s', async (_, options, scheme, kind) => {
    const { host } = await server(options);
    const failed = await smtpMailer({ url: scheme + host, from })
      .send(mail)
      .catch((error: unknown) => error as Error);
    expect(failed).toBeInstanceOf(kind);
    expect(failed).not.toBeInstanceOf(OutcomeUnknown);
    expect((failed as Error).message).not.toContain(mail.to);
  });

  /** Answers each line with the next reply, and breaks off when there is none. */
  async function breaking(replies: readonly string[]): Promise<string> {
    const sockets: Socket[] = [];
    const broken = createServer((socket) => {
      sockets.push(socket);
      const left = [...replies];
      const reply = (): void => void (left.length > 0 ? socket.write(`${left.shift()}\r\n`) : socket.destroy());
      reply();
      socket.on('data', reply).on('error', () => {});
    });
    await new Promise<void>((listening) => broken.listen(0, '127.0.0.1', listening));
    closers.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => broken.close(closed));
    });
    return `smtp://127.0.0.1:${(broken.address() as AddressInfo).port}`;
  }
  const upTo = (count: number) => ['220 hi', '250 hi', '250 from', '250 to', '354 go on'].slice(0, count);

  test.each([0, 1, 2, 3])('broken off after %i replies: it never left', async (count) => {
    const failed = smtpMailer({ url: await breaking(upTo(count)), from }).send(mail);
    await expect(failed).rejects.toSatisfy((error) => error instanceof Retryable && !(error instanceof OutcomeUnknown));
  });

  test('broken off behind its words: nobody can tell', async () => {
    const failed = smtpMailer({ url: await breaking(upTo(5)), from }).send(mail);
    await expect(failed).rejects.toBeInstanceOf(OutcomeUnknown);
  });

  test('nobody listens', async () => {
    const failed = smtpMailer({ url: 'smtp://127.0.0.1:9', from }).send(mail);
    await expect(failed).rejects.toBeInstanceOf(Retryable);
  });
});
