import type { ReactNode } from 'react';

export type Tone = 'good' | 'warn' | 'bad' | 'plain' | 'live';

const tones: Readonly<Record<Tone, string>> = {
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  plain: 'bg-soft text-muted',
  live: 'bg-good-soft text-good',
};

export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={`inline-flex max-w-full items-center gap-1 rounded-full px-2 py-0.5 text-[12px] leading-4 font-medium ${tones[tone]} [&_svg]:size-3.5`}
    >
      {tone === 'live' && <span aria-hidden="true" className="size-1.5 animate-pulse rounded-full bg-good" />}
      <span className="truncate">{children}</span>
    </span>
  );
}
