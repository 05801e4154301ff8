/** The form of a block, drawn from its definition in the contract: every field that its schema has. */
import type { FieldForm, ObjectForm } from '../../contract/nodes/node-forms.ts';
import { faultsAt, useDraft } from '../agents/draft.tsx';
import { Faults, Place, SwitchField, TagsField } from '../agents/fields.tsx';
import { Field } from '../ui/field.tsx';
import { Input, Segmented, Select, Switch, TextArea } from '../ui/inputs.tsx';
import { alternativeOf, decidingField, fieldsOf, inForm, ownFields } from './alternatives.ts';
import { JsonField } from './json-field.tsx';
import { RowsField } from './rows-field.tsx';

/** `path`: where the object stands in the agent. */
export function BlockForm({ path, form }: { path: string; form: ObjectForm }) {
  const { value, set } = useDraft();
  const held = value(path);
  const choices = ownFields(form);
  const deciding = decidingField(form);
  return (
    <>
      {choices.length > 0 && (
        <Field label="Decided by">
          <Segmented
            label="Decided by"
            options={choices.map(({ label }) => ({ value: label, label }))}
            value={choices.find((choice) => choice.form === alternativeOf(form, held))?.label ?? ''}
            onChange={(chosen) => set(path, inForm(held, choices.find(({ label }) => label === chosen)!.form, null))}
          />
        </Field>
      )}
      {fieldsOf(form, held).map((field) =>
        field.name === deciding ? (
          <SelectInput
            key={field.name}
            path={`${path}.${field.name}`}
            field={field}
            onChange={(word) => {
              const target = form.alternatives.find((one) => one[field.name] === word);
              if (target) set(path, inForm(held, target, field.name));
            }}
          />
        ) : (
          <FormInput key={field.name} path={`${path}.${field.name}`} field={field} />
        ),
      )}
    </>
  );
}

type Bound = { path: string; field: FieldForm };

function FormInput({ path, field }: Bound) {
  const { set } = useDraft();
  const hint = field.help === '' ? undefined : field.help;
  switch (field.input) {
    case 'line':
    case 'text':
    case 'code':
      return <WordsInput path={path} field={field} />;
    case 'number':
      return <NumberInput path={path} field={field} />;
    case 'switch':
      return <SwitchField path={path} label={field.label} hint={hint} />;
    case 'select':
      return <SelectInput path={path} field={field} onChange={(word) => set(path, word)} />;
    case 'tags':
      return field.choices ? (
        <ChecksInput path={path} field={field} />
      ) : (
        <TagsField path={path} label={field.label} hint={hint} placeholder="Add one…" />
      );
    case 'json':
      return <JsonField path={path} field={field} />;
    case 'rows':
      return <RowsField path={path} field={field} Row={BlockForm} />;
    case 'group':
      return <GroupInput path={path} field={field} />;
  }
}

function WordsInput({ path, field: { label, help, input, max, nullable } }: Bound) {
  const { value, set, faults } = useDraft();
  const shared = {
    value: String(value(path) ?? ''),
    maxLength: max ?? undefined,
    onChange: ({ target }: { target: { value: string } }) =>
      set(path, target.value === '' && nullable ? null : target.value),
  };
  return (
    <Place path={path}>
      <Field label={label} hint={help || undefined} faults={faultsAt(faults, path)}>
        {input === 'line' && <Input {...shared} />}
        {input === 'text' && <TextArea {...shared} />}
        {input === 'code' && <Input {...shared} spellCheck={false} className="font-mono" />}
      </Field>
    </Place>
  );
}

function NumberInput({ path, field: { label, help, min, max, nullable } }: Bound) {
  const { value, set, faults } = useDraft();
  const number = value(path) as number | '' | null | undefined;
  return (
    <Place path={path}>
      <Field label={label} hint={help || undefined} faults={faultsAt(faults, path)}>
        <Input
          type="number"
          inputMode="decimal"
          step="any"
          min={min ?? undefined}
          max={max ?? undefined}
          value={number ?? ''}
          // Emptied is not none where none is no value: the server says that a number is missing.
          onChange={({ target }) => set(path, target.value === '' ? (nullable ? null : '') : Number(target.value))}
        />
      </Field>
    </Place>
  );
}

function SelectInput({ path, field, onChange }: Bound & { onChange: (word: string) => void }) {
  const { value, faults } = useDraft();
  const { label, help, choices = [] } = field;
  const options = choices.map((word) => ({ value: word, label: wordShown(word) }));
  const current = String(value(path) ?? '');
  return (
    <Place path={path}>
      <Field label={label} hint={help || undefined} faults={faultsAt(faults, path)}>
        {choices.length <= 3 ? (
          <Segmented label={label} options={options} value={current} onChange={onChange} />
        ) : (
          <Select value={current} onChange={({ target }) => onChange(target.value)}>
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </Place>
  );
}

/** Several words of a closed list. */
function ChecksInput({ path, field: { label, help, choices = [] } }: Bound) {
  const { value, set, faults } = useDraft();
  const held = (value(path) as string[] | undefined) ?? [];
  return (
    <Place path={path}>
      <fieldset>
        <legend className="mb-1 font-medium">{label}</legend>
        <div className="flex flex-wrap gap-x-4 gap-y-1">
          {choices.map((word) => (
            <label key={word} className="flex items-center gap-2">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={held.includes(word)}
                onChange={({ target }) =>
                  set(path, target.checked ? [...held, word] : held.filter((other) => other !== word))
                }
              />
              <span className="font-mono text-[12px]">{word}</span>
            </label>
          ))}
        </div>
        {help && <p className="mt-1 text-[12px] text-muted">{help}</p>}
        <Faults of={path} faults={faults} />
      </fieldset>
    </Place>
  );
}

function GroupInput({ path, field: { label, help, nullable, object } }: Bound) {
  const { value, set, faults } = useDraft();
  const isThere = value(path) !== null && value(path) !== undefined;
  const fresh = object!.alternatives[0]!;
  return (
    <Place path={path}>
      <fieldset className="space-y-3 rounded-lg border p-3">
        <legend className={nullable ? 'sr-only' : '!mb-0 px-1 font-medium'}>{label}</legend>
        {nullable ? (
          <Switch
            label={label}
            hint={help}
            checked={isThere}
            // Who switches it on wants it done.
            onChange={(on) =>
              set(path, on ? structuredClone({ ...fresh, ...('enabled' in fresh && { enabled: true }) }) : null)
            }
          />
        ) : (
          help && <p className="text-[12px] text-muted">{help}</p>
        )}
        <Faults of={path} faults={faults} />
        {isThere && <BlockForm path={path} form={object!} />}
      </fieldset>
    </Place>
  );
}

/** `implied_by_call` as `Implied by call`; words in capitals stay. */
function wordShown(word: string): string {
  const spaced = word.replaceAll('_', ' ');
  return spaced === spaced.toUpperCase() ? spaced : spaced[0]!.toUpperCase() + spaced.slice(1);
}
