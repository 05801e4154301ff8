import type { ReactNode } from 'react';

type Props = {
  title: string;
  /** Stands beside the title, at the right. */
  actions?: ReactNode;
  hint?: ReactNode;
  id?: string;
  children: ReactNode;
};

export function Card({ title, actions, hint, id, children }: Props) {
  const headingId = `${id ?? title.toLowerCase().replaceAll(/\W+/g, '-')}-title`;
  return (
    <section id={id} aria-labelledby={headingId} className="card scroll-mt-20 md:scroll-mt-32">
      <header className="flex flex-wrap items-center justify-between gap-2 px-4 pt-4 sm:px-5">
        <h2 id={headingId} className="text-[14px] font-semibold">
          {title}
        </h2>
        {actions}
      </header>
      {hint && <p className="px-4 pt-1 text-muted sm:px-5">{hint}</p>}
      <div className="px-4 pt-3 pb-4 sm:px-5 sm:pb-5">{children}</div>
    </section>
  );
}
