/** The configured carriers that are reached by an API, apart from the routes that they call. */
import type { Carrier } from '../../providers/carriers/carrier.ts';
import { telnyxCarrier } from '../../providers/carriers/telnyx.ts';
import { twilioCarrier } from '../../providers/carriers/twilio.ts';
import type { Clock } from '../../providers/clock.ts';
import { readTelnyx, readTwilio } from './carrier-config.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Throws BadConfig for a configuration that is not right. */
export function apiCarriers(env: Env, clock: Clock): { twilio?: Carrier; telnyx?: Carrier } {
  const twilio = readTwilio(env);
  const telnyx = readTelnyx(env);
  return {
    ...(twilio && { twilio: twilioCarrier({ ...twilio, clock }) }),
    ...(telnyx && { telnyx: telnyxCarrier({ ...telnyx, clock }) }),
  };
}
