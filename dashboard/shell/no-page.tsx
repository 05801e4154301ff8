import { Link } from '@tanstack/react-router';
import { buttonLook } from '../ui/button.tsx';
import { useTheme } from './theme.ts';

export function NoPage() {
  useTheme();
  return (
    <main className="mx-auto max-w-md px-6 py-24 text-center">
      <title>No such page · Ringoff</title>
      <h1 className="text-xl font-semibold">There is no such page</h1>
      <p className="mt-2 mb-6 text-muted">The address is wrong, or what stood here was deleted.</p>
      <Link to="/agents" className={buttonLook('primary')}>
        To the agents
      </Link>
    </main>
  );
}
