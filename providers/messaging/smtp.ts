/** E-mail by SMTP, by nodemailer. Source: RFC 5321 sections 3.3 and 4.2 (what a reply to which command means). */
import { createTransport } from 'nodemailer';
import { BadConfig, Retryable, Terminal } from '../../contract/errors.ts';
import { OutcomeUnknown } from '../carriers/carrier-request.ts';
import type { Mail, Mailer } from './mailer.ts';

export type SmtpSettings = {
  /** `smtp://user:password@host:587` (STARTTLS where the server has it) or `smtps://…`. */
  url: string;
  /** The sender: `Ringoff <calls@example.com>` or an address. */
  from: string;
  /** For tests. */
  timeMs?: number;
};

const timeMsMax = 10_000;

/** Throws BadConfig for a sender that is none, TypeError for a url that is none. */
export function smtpMailer({ url, from, timeMs = timeMsMax }: SmtpSettings): Mailer {
  const domain = /@([^\s>]+)>?$/.exec(from)?.[1];
  if (domain === undefined) throw new BadConfig('SMTP_FROM: it must be an address, such as calls@example.com');
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const settings = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: timeMs,
    greetingTimeout: timeMs,
    socketTimeout: timeMs,
    dnsTimeout: timeMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    debug: true, // Tells the logger of every command; it keeps none.
  };
  return {
    async send({ id, to, subject, text }: Mail) {
      const messageId = `<${id}@${domain}>`;
      const watch = dataWatch();
      const transport = createTransport({ ...settings, logger: watch.logger });
      try {
        await transport.sendMail({ from, to, subject, text, messageId });
      } catch (error) {
        throw meaningOf(error as SmtpError, watch.dataSent());
      } finally {
        transport.close();
      }
      return messageId;
    },
  };
}

/** Hears whether the words of a message went out: the errors of a connection do not tell. */
function dataWatch() {
  let sent = false;
  const hear = (entry: unknown, line?: unknown): void => {
    if ((entry as { tnx?: unknown } | null)?.tnx === 'client' && line === 'DATA') sent = true;
  };
  const logger = { level: () => {}, trace: hear, debug: hear, info: hear, warn: hear, error: hear, fatal: hear };
  return { logger, dataSent: () => sent };
}

type SmtpError = { code?: string; responseCode?: number };

/** A server that has the words may have taken them, whatever became of its answer. Messages of errors may hold an address. */
function meaningOf({ code = 'failed', responseCode }: SmtpError, dataSent: boolean): Error {
  const answered = responseCode !== undefined && responseCode >= 400;
  const what = `the mail server ${answered ? `answered ${responseCode}` : `did not answer (${code})`}`;
  if (code === 'EAUTH' || code === 'ENOAUTH') return new BadConfig(`SMTP_URL: ${what} to its user and password`);
  if (answered) return responseCode >= 500 ? new Terminal(what) : new Retryable(what);
  if (code === 'EENVELOPE') return new Terminal('this is no address for e-mail');
  return dataSent ? new OutcomeUnknown(what) : new Retryable(what);
}
