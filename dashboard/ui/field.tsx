import { createContext, type ReactNode, use, useId } from 'react';

type FieldIds = { id: string; describedBy: string | undefined; invalid: boolean };
const FieldContext = createContext<FieldIds | null>(null);

export type FieldFault = { kind: 'problem' | 'warning'; message: string; hint: string };

type Props = {
  label: string;
  hint?: ReactNode;
  faults?: readonly FieldFault[];
  /** The label is there for screen readers alone. */
  bare?: boolean;
  children: ReactNode;
};

/** A label, a control, what is wrong with it, and a hint, tied together for screen readers. */
export function Field({ label, hint, faults = [], bare = false, children }: Props) {
  const id = useId();
  const shown = hint !== undefined || faults.length > 0;
  const ids = {
    id,
    describedBy: shown ? `${id}-about` : undefined,
    invalid: faults.some(({ kind }) => kind === 'problem'),
  };
  return (
    <div className="min-w-0">
      <label htmlFor={id} className={bare ? 'sr-only' : 'mb-1 block font-medium'}>
        {label}
      </label>
      <FieldContext value={ids}>{children}</FieldContext>
      {shown && (
        <div id={ids.describedBy} className="mt-1 space-y-0.5">
          {faults.map(({ kind, message, hint: right }) => (
            <p key={message + right} className={kind === 'problem' ? 'text-bad' : 'text-warn'}>
              {message} {right}
            </p>
          ))}
          {hint !== undefined && <p className="text-[12px] text-muted">{hint}</p>}
        </div>
      )}
    </div>
  );
}

/** What a control inside a Field takes over: `<input {...useField()} />`. */
export function useField() {
  const field = use(FieldContext);
  if (!field) return {};
  return { id: field.id, 'aria-describedby': field.describedBy, 'aria-invalid': field.invalid || undefined };
}
