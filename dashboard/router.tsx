import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { AgentsPage } from './agents/agents-page.tsx';
import { readAnalyticsSearch } from './analytics/analytics-search.ts';
import { CallPage } from './call/call-page.tsx';
import { readCallSearch } from './calls/call-search.ts';
import { CallsPage } from './calls/calls-page.tsx';
import { type EndingChanges, readWith } from './replay/ending-changes.ts';
import { readReplaySearch } from './replay/replay-search.ts';
import { AppShell } from './shell/app-shell.tsx';
import { NoPage } from './shell/no-page.tsx';
import { SignInPage } from './shell/sign-in-page.tsx';
import { seemsSignedIn } from './shell/signed-in.ts';

const root = createRootRoute({ notFoundComponent: NoPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => {
    const { next } = search;
    // Only an address of our own: a link must not lead elsewhere after signing in.
    return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {};
  },
  component: SignInPage,
});
/** The start link: what stands behind # never reaches the server. */
const start = createRoute({ getParentRoute: () => root, path: '/start', component: SignInPage });

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: AppShell,
  beforeLoad: ({ location }) => {
    if (!seemsSignedIn()) throw redirect({ to: '/sign-in', search: { next: location.href } });
  },
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/agents' });
  },
});
const agents = createRoute({ getParentRoute: () => shell, path: '/agents', component: AgentsPage });
const agent = createRoute({
  getParentRoute: () => shell,
  path: '/agents/$agentId',
  /** `test`: with a test call begun. `with`: with these ending settings, not saved yet. */
  validateSearch: (search): { test?: true; with?: EndingChanges } => ({
    ...(search['test'] === true && { test: true }),
    ...readWith(search),
  }),
  component: lazyRouteComponent(() => import('./agents/agent-page.tsx'), 'AgentPage'),
});
const agentFlow = createRoute({
  getParentRoute: () => agent,
  path: '/flow',
  component: lazyRouteComponent(() => import('./flow/flow-page.tsx'), 'FlowPage'),
});
const calls = createRoute({
  getParentRoute: () => shell,
  path: '/calls',
  validateSearch: readCallSearch,
  component: CallsPage,
});
const call = createRoute({
  getParentRoute: () => shell,
  path: '/calls/$callId',
  /** `with`: replayed with these ending settings. */
  validateSearch: readWith,
  component: CallPage,
});
const replay = createRoute({
  getParentRoute: () => shell,
  path: '/calls/replay',
  validateSearch: readReplaySearch,
  component: lazyRouteComponent(() => import('./replay/replay-page.tsx'), 'ReplayPage'),
});
const analytics = createRoute({
  getParentRoute: () => shell,
  path: '/analytics',
  validateSearch: readAnalyticsSearch,
  component: lazyRouteComponent(() => import('./analytics/analytics-page.tsx'), 'AnalyticsPage'),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    start,
    home,
    shell.addChildren([agents, agent.addChildren([agentFlow]), calls, replay, call, analytics, settings]),
  ]),
  defaultPreload: 'intent',
  // What a page's reader leaves out of an address does not reach the page by another way.
  search: { strict: true },
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
