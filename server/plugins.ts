/** Routes beside the native API, one line each: carriers, sockets, vendors' doors. */
import { registerTelnyx } from './carriers/telnyx-routes.ts';
import { registerTwilio } from './carriers/twilio-routes.ts';
import { registerDoors } from './compat/doors.ts';
import type { Role } from './config.ts';
import type { RoutePlugin } from './deps.ts';
import { registerLineSockets } from './sockets/line-sockets.ts';

const ofCalls: readonly RoutePlugin[] = [registerLineSockets, registerTwilio, registerTelnyx];

export function routePlugins(role: Role): readonly RoutePlugin[] {
  return role === 'web' ? [registerDoors] : [...ofCalls, registerDoors];
}
