import type { ReactNode } from 'react';

type Props = { title: string; crumbs?: ReactNode; hint?: ReactNode; actions?: ReactNode };

/** The head of every page: where it stands, what it is called, and what can be done with all of it. */
export function PageTitle({ title, crumbs, hint, actions }: Props) {
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-3">
      <title>{`${title} · Ringoff`}</title>
      <div className="min-w-0">
        {crumbs && <p className="mb-1 text-muted">{crumbs}</p>}
        <h1 className="text-[20px] leading-7 font-semibold break-words">{title}</h1>
        {hint && <div className="mt-1 text-muted">{hint}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
