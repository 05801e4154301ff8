/** Native controls with our look, for use inside a Field. */
import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react';
import { useField } from './field.tsx';

export function Input({ className = '', ...rest }: InputHTMLAttributes<HTMLInputElement>) {
  return <input {...useField()} className={`input ${className}`} {...rest} />;
}

/** Grows with what is in it. */
export function TextArea({ className = '', rows = 2, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <textarea
      {...useField()}
      rows={rows}
      className={`input field-sizing-content max-h-[60vh] ${className}`}
      {...rest}
    />
  );
}

export function Select({ className = '', ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return <select {...useField()} className={`input ${className}`} {...rest} />;
}

/** A switch beside its label, which says what is so when it is on. */
export function Switch(props: {
  label: string;
  hint?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  const { label, hint, checked, onChange } = props;
  return (
    <label className="flex items-start gap-3 py-0.5">
      <input
        type="checkbox"
        role="switch"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="relative mt-0.5 h-[18px] w-8 shrink-0 cursor-pointer appearance-none rounded-full bg-control transition-colors before:absolute before:top-0.5 before:left-0.5 before:size-3.5 before:rounded-full before:bg-card before:transition-transform checked:bg-accent checked:before:translate-x-3.5"
      />
      <span>
        <span className="font-medium">{label}</span>
        {hint && <span className="block text-[12px] text-muted">{hint}</span>}
      </span>
    </label>
  );
}

type SegmentedProps<Value extends string> = {
  label: string;
  options: readonly { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
};

/** A few words of which one holds; arrow keys walk them. */
export function Segmented<Value extends string>({ label, options, value, onChange }: SegmentedProps<Value>) {
  const { id } = useField();
  return (
    <div role="radiogroup" aria-label={label} className="grid auto-cols-fr grid-flow-col gap-1 rounded-lg bg-soft p-1">
      {options.map((option, index) => (
        <label
          key={option.value}
          className="relative rounded-md px-2 py-1 text-center font-medium text-muted has-checked:bg-raised has-checked:text-ink has-checked:shadow-xs has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            id={index === 0 ? id : undefined}
            aria-label={option.label}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            name={`${id}-${label}`}
            className="absolute inset-0 cursor-pointer opacity-0"
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
