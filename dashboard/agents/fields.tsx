/** Fields of an agent, each bound to its place in the document: value, change, and what the server says of it. */
import { Plus, Trash2 } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { Button, IconButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Input, Segmented, Select, Switch, TextArea } from '../ui/inputs.tsx';
import { TagsInput } from '../ui/tags-input.tsx';
import { faultsAt, useDraft } from './draft.tsx';

type Bound = { path: string; label: string; hint?: ReactNode };

export function TextField(props: Bound & { rows?: number; placeholder?: string; max?: number }) {
  const { path, label, hint, rows, placeholder, max = 1_000 } = props;
  const { value, set, faults } = useDraft();
  const shared = {
    value: String(value(path) ?? ''),
    placeholder,
    maxLength: max,
    onChange: ({ target }: { target: { value: string } }) => set(path, target.value),
  };
  return (
    <Place path={path}>
      <Field label={label} hint={hint} faults={faultsAt(faults, path)}>
        {rows === undefined ? <Input {...shared} /> : <TextArea rows={rows} {...shared} />}
      </Field>
    </Place>
  );
}

type NumberProps = Bound & { min: number; max: number; unit: string; step?: number; none?: string; noneValue?: number };

/** `none`: what it means when there is no number, which makes it one that may be null. */
export function NumberField({ path, label, hint, min, max, unit, step = 1, none, noneValue }: NumberProps) {
  const { value, set, faults } = useDraft();
  const number = value(path) as number | '' | null | undefined;
  const isNone = number === null || number === undefined;
  return (
    <Place path={path}>
      <Field label={`${label}, ${unit}`} hint={hint} faults={faultsAt(faults, path)}>
        <Input
          type="number"
          inputMode="decimal"
          min={min}
          max={max}
          step={step}
          disabled={isNone && none !== undefined}
          value={number ?? ''}
          placeholder={isNone ? none : undefined}
          // Emptied is not none: the server says that a number is missing.
          onChange={({ target }) => set(path, target.value === '' ? '' : Number(target.value))}
        />
      </Field>
      {none !== undefined && (
        <label className="mt-1.5 flex items-center gap-2 text-muted">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={isNone}
            onChange={({ target }) => set(path, target.checked ? null : (noneValue ?? min))}
          />
          {none}
        </label>
      )}
    </Place>
  );
}

export function SwitchField({ path, label, hint }: Bound) {
  const { value, set, faults } = useDraft();
  return (
    <Place path={path}>
      <Switch label={label} hint={hint} checked={value(path) === true} onChange={(on) => set(path, on)} />
      <Faults of={path} faults={faults} />
    </Place>
  );
}

type ChoiceProps<Value extends string> = Bound & { options: readonly { value: Value; label: string }[] };

export function ChoiceField<Value extends string>({ path, label, hint, options }: ChoiceProps<Value>) {
  const { value, set, faults } = useDraft();
  return (
    <Place path={path}>
      <Field label={label} hint={hint} faults={faultsAt(faults, path)}>
        <Segmented label={label} options={options} value={value(path) as Value} onChange={(word) => set(path, word)} />
      </Field>
    </Place>
  );
}

export function SelectField<Value extends string>({ path, label, hint, options }: ChoiceProps<Value>) {
  const { value, set, faults } = useDraft();
  return (
    <Place path={path}>
      <Field label={label} hint={hint} faults={faultsAt(faults, path)}>
        <Select value={value(path) as Value} onChange={({ target }) => set(path, target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </Select>
      </Field>
    </Place>
  );
}

export function TagsField({ path, label, hint, placeholder }: Bound & { placeholder?: string }) {
  const { value, set, faults } = useDraft();
  return (
    <Place path={path}>
      <Field label={label} hint={hint} faults={faultsAt(faults, path, true)}>
        <TagsInput
          values={(value(path) as string[] | undefined) ?? []}
          onChange={(values) => set(path, values)}
          {...(placeholder !== undefined && { placeholder })}
        />
      </Field>
    </Place>
  );
}

type ListProps = {
  path: string;
  /** Of one entry: `Check-in`. */
  name: string;
  hint?: ReactNode;
  max: number;
  fresh: () => unknown;
  /** Where a fresh one comes to stand, unless at the end. */
  add?: (entries: readonly unknown[], entry: unknown) => unknown[];
  children: (path: string) => ReactNode;
};

/** Several things of one kind; `children` draws the fields of one, whose place it is given. */
export function ListField({ path, name, hint, max, fresh, add = atEnd, children }: ListProps) {
  const { value, set, faults } = useDraft();
  const plural = name.replace(/^(line|[\w- ]+?)(?= of |$)/i, '$1s');
  const entries = (value(path) as unknown[] | undefined) ?? [];
  return (
    <Place path={path}>
      <fieldset className="space-y-2">
        <legend className="font-medium">{plural}</legend>
        {hint && <p className="text-[12px] text-muted">{hint}</p>}
        <Faults of={path} faults={faults} />
        {entries.map((_, index) => (
          <Fragment key={index}>
            <div
              role="group"
              aria-label={`${name} ${index + 1}`}
              className="flex items-start gap-2 rounded-lg border p-3"
            >
              <div className="min-w-0 grow space-y-3">{children(`${path}[${index}]`)}</div>
              <IconButton
                label={`Remove ${name.toLowerCase()} ${index + 1}`}
                onClick={() =>
                  set(
                    path,
                    entries.filter((_other, place) => place !== index),
                  )
                }
              >
                <Trash2 aria-hidden="true" />
              </IconButton>
            </div>
          </Fragment>
        ))}
        <Button disabled={entries.length >= max} onClick={() => set(path, add(entries, fresh()))}>
          <Plus aria-hidden="true" /> Add {/^[aeiou]/i.test(name) ? 'an' : 'a'} {name.toLowerCase()}
        </Button>
      </fieldset>
    </Place>
  );
}

function atEnd(entries: readonly unknown[], entry: unknown): unknown[] {
  return [...entries, entry];
}

/** Where the list of faults leads to. */
export function Place({ path, children }: { path: string; children: ReactNode }) {
  return (
    <div data-path={path} className="min-w-0 scroll-mt-24">
      {children}
    </div>
  );
}

/** What is said of a place that shows its faults itself. */
export function Faults({ of, faults }: { of: string; faults: ReturnType<typeof useDraft>['faults'] }) {
  return faultsAt(faults, of).map(({ kind, message, hint }) => (
    <p key={message + hint} className={kind === 'problem' ? 'text-bad' : 'text-warn'}>
      {message} {hint}
    </p>
  ));
}
