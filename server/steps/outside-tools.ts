/** What the work after a call may reach outside, from the environment: models, messengers, the mail server, the data log. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { EndedCall, SmsSender } from '../../after-call/step.ts';
import type { Clock } from '../../providers/clock.ts';
import { logMessenger } from '../../providers/messaging/log.ts';
import type { Messenger } from '../../providers/messaging/messenger.ts';
import { smtpMailer } from '../../providers/messaging/smtp.ts';
import { telnyxMessenger } from '../../providers/messaging/telnyx.ts';
import { twilioMessenger } from '../../providers/messaging/twilio.ts';
import { modelFor } from '../../providers/models/model-for.ts';
import type { OutsideTools } from './after-call.ts';
import { readTelnyx, readTwilio } from '../carriers/carrier-config.ts';
import type { Config, SmsProvider } from '../config.ts';
import { dataLog } from './data-log.ts';
import type { Recordings } from '../calls/recordings.ts';

export type OutsideSources = {
  config: Config;
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  log: Logger;
  recordings: Pick<Recordings, 'erase'>;
};

const bytesPerMb = 1024 * 1024;

/** Throws BadConfig for settings that are not right. */
export function outsideTools({ config, env, clock, log, recordings }: OutsideSources): OutsideTools {
  const { smtpUrl, smtpFrom, dataDir, logFileMb, logFiles } = config;
  const messengers = messengersOf({ env, clock, log });
  const data = dataLog({ folder: join(dataDir, 'log'), fileBytesMax: logFileMb * bytesPerMb, filesMax: logFiles });
  return {
    modelOf: (agent) => (agent.model.provider === 'offline' ? null : modelFor(agent.model, env, clock)),
    smsSenderOf: (call) => senderOf(call, config, messengers),
    mailer: smtpUrl === null ? null : smtpMailer({ url: smtpUrl, from: smtpFrom }),
    dataLog: data,
    erasers: [data.erase, recordings.erase],
  };
}

type Messengers = Partial<Record<SmsProvider, Messenger>>;

function messengersOf({ env, clock, log }: Pick<OutsideSources, 'env' | 'clock' | 'log'>): Messengers {
  const twilio = readTwilio(env);
  const telnyx = readTelnyx(env);
  return {
    ...(twilio && { twilio: twilioMessenger({ ...twilio, clock }) }),
    ...(telnyx && { telnyx: telnyxMessenger({ ...telnyx, clock }) }),
    log: logMessenger((messageId) =>
      log.info({ message_id: messageId }, 'a text message goes nowhere: RINGOFF_SMS is log'),
    ),
  };
}

/** Unless the configuration names a provider, the carrier of the call sends, or the only one that is configured. */
function senderOf(call: EndedCall, { sms, smsFrom }: Config, messengers: Messengers): SmsSender | null {
  if (sms === 'off') return null;
  const { log: _, ...carriers } = messengers;
  const [only, ...others] = Object.values(carriers);
  const ofCall = Object.values(carriers).find(({ id }) => id === call.carrier);
  const messenger = sms === null ? (ofCall ?? (others.length === 0 ? only : undefined)) : messengers[sms];
  if (!messenger) return null;
  const { direction, from, to } = call.record;
  const ours = smsFrom ?? (direction === 'inbound' ? to : from);
  return /^(\+[1-9]\d{6,14}|MG\w+)$/.test(ours) || messenger.id === 'log' ? { messenger, from: ours } : null;
}
