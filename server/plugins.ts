/** Routes beside the native API, one line each: carriers, sockets, vendors' doors. */
import { registerTelnyx } from './carriers/telnyx-routes.ts';
import { registerTwilio } from './carriers/twilio-routes.ts';
import { registerDoors } from './compat/doors.ts';
import type { RoutePlugin } from './deps.ts';
import { registerLineSockets } from './line-sockets.ts';

export const routePlugins: readonly RoutePlugin[] = [
  registerLineSockets,
  registerTwilio,
  registerTelnyx,
  registerDoors,
];
