import type { ButtonHTMLAttributes, ReactNode } from 'react';

type Look = 'plain' | 'primary' | 'danger' | 'quiet';

const looks: Readonly<Record<Look, string>> = {
  plain: 'border border-line bg-card text-ink shadow-xs hover:bg-soft',
  primary: 'border border-transparent bg-accent text-on-accent shadow-xs hover:opacity-90',
  danger: 'border border-line bg-card text-bad shadow-xs hover:bg-bad-soft',
  quiet: 'border border-transparent text-muted hover:bg-soft hover:text-ink',
};

/** Also for links: `className={buttonLook('plain')}`. */
export function buttonLook(look: Look = 'plain'): string {
  return `inline-flex min-h-8 items-center justify-center gap-1.5 rounded-lg px-3 py-1 font-medium whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-4 ${looks[look]}`;
}

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { look?: Look };

export function Button({ look = 'plain', className = '', type = 'button', ...rest }: Props) {
  return <button type={type} className={`${buttonLook(look)} ${className}`} {...rest} />;
}

/** A button that shows an icon alone: `label` is its name. */
export function IconButton({ label, children, ...rest }: Props & { label: string; children: ReactNode }) {
  return (
    <Button look="quiet" aria-label={label} title={label} {...rest} className={`!px-2 ${rest.className ?? ''}`}>
      {children}
    </Button>
  );
}
