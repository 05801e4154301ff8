import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { faultOf } from '../api.ts';
import { Button } from './button.tsx';

type Props = { tone?: 'info' | 'warn' | 'bad'; children: ReactNode; action?: ReactNode };

export function Notice({ tone = 'info', children, action }: Props) {
  const look = { info: 'bg-soft text-ink', warn: 'bg-warn-soft text-warn', bad: 'bg-bad-soft text-bad' }[tone];
  const Icon = { info: Info, warn: TriangleAlert, bad: CircleAlert }[tone];
  return (
    <div role={tone === 'bad' ? 'alert' : 'status'} className={`flex items-start gap-2 rounded-lg px-3 py-2 ${look}`}>
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 grow break-words">{children}</div>
      {action}
    </div>
  );
}

/** An answer of the server that was no good, with its hint. Nothing when there is none. */
export function FaultNotice({ error, retry }: { error: unknown; retry?: () => void }) {
  if (!error) return null;
  const { message, hint, details } = faultOf(error);
  return (
    <Notice tone="bad" action={retry && <Button onClick={retry}>Try again</Button>}>
      {message} {hint}
      {details && (
        <ul className="mt-1 list-disc pl-4">
          {details.slice(1).map((detail) => (
            <li key={`${detail.path}${detail.message}`}>
              {detail.message} {detail.hint}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <p role="status" className="animate-pulse px-1 py-6 text-muted">
      Loading {what} …
    </p>
  );
}

/** A list without entries says what comes here, and how. */
export function Empty({ children }: { children: ReactNode }) {
  return <p className="rounded-lg border border-dashed px-4 py-6 text-center text-muted">{children}</p>;
}
