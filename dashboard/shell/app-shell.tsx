import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Bot, ChartColumn, LogOut, Monitor, Moon, PhoneIncoming, Settings, Sun } from 'lucide-react';
import { api } from '../api.ts';
import { IconButton } from '../ui/button.tsx';
import { useLiveCalls } from './live-calls.ts';
import { rememberSignedIn } from './signed-in.ts';
import { type Theme, themes, useTheme } from './theme.ts';

const pages = [
  { to: '/agents', label: 'Agents', Icon: Bot },
  { to: '/calls', label: 'Calls', Icon: PhoneIncoming },
  { to: '/analytics', label: 'Analytics', Icon: ChartColumn },
  { to: '/settings', label: 'Settings', Icon: Settings },
] as const;

/** The frame of every page behind the sign-in: navigation at the left, on a phone at the bottom. */
export function AppShell() {
  useLiveCalls();
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[200px_1fr]">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-lg bg-accent px-3 py-2 text-on-accent focus:translate-y-0"
      >
        Skip to the page
      </a>
      <div className="border-b bg-side md:border-r md:border-b-0">
        <aside className="flex items-center justify-between px-3 py-2 md:sticky md:top-0 md:h-dvh md:flex-col md:items-stretch md:py-4">
          <div>
            <Link to="/agents" className="flex items-center gap-2.5 px-2 font-semibold md:mb-4">
              <img src="/assets/icon.svg" alt="" className="size-7" />
              Ringoff
            </Link>
            <nav
              aria-label="Pages"
              className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-4 border-t bg-side md:static md:block md:border-0"
            >
              {pages.map(({ to, label, Icon }) => (
                <Link
                  key={to}
                  to={to}
                  activeProps={{ className: 'md:bg-card md:shadow-xs !text-ink font-medium' }}
                  className="flex flex-col items-center gap-0.5 rounded-lg px-3 py-2 text-muted hover:text-ink md:mb-0.5 md:flex-row md:gap-2.5 md:py-1.5"
                >
                  <Icon aria-hidden="true" className="size-4" />
                  {label}
                </Link>
              ))}
            </nav>
          </div>
          <div className="flex gap-1">
            <ThemeButton />
            <SignOutButton />
          </div>
        </aside>
      </div>
      <main id="main" tabIndex={-1} className="min-w-0 px-4 pt-5 pb-24 outline-none md:px-8 md:pt-7 md:pb-10">
        <Outlet />
      </main>
    </div>
  );
}

const themeIcons: Readonly<Record<Theme, typeof Sun>> = { system: Monitor, light: Sun, dark: Moon };

function ThemeButton() {
  const [theme, setTheme] = useTheme();
  const Icon = themeIcons[theme];
  const next = themes[(themes.indexOf(theme) + 1) % themes.length]!;
  return (
    <IconButton label={`Colours: ${theme}. Change to ${next}`} onClick={() => setTheme(next)}>
      <Icon aria-hidden="true" />
    </IconButton>
  );
}

function SignOutButton() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation(
    api.account.signOut.mutationOptions({
      onSuccess: async () => {
        rememberSignedIn(false);
        await navigate({ to: '/sign-in' });
        queries.clear();
      },
    }),
  );
  return (
    <IconButton label="Sign out" disabled={signOut.isPending} onClick={() => signOut.mutate({})}>
      <LogOut aria-hidden="true" />
    </IconButton>
  );
}
