import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import type { ComponentType } from 'react';
import type { FieldForm, ObjectForm } from '../../contract/nodes/node-forms.ts';
import { useDraft } from '../agents/draft.tsx';
import { afterClosing } from '../agents/faults-dialog.tsx';
import { Faults, Place, TagsField, TextField } from '../agents/fields.tsx';
import { Button, IconButton } from '../ui/button.tsx';

/** `Row` draws the form of one. */
type Props = { path: string; field: FieldForm; Row: ComponentType<{ path: string; form: ObjectForm }> };

/** Several things of one kind, in an order that can be changed. Where plain texts may stand for them, they are tags. */
export function RowsField({ path, field, Row }: Props) {
  const { value, set, faults } = useDraft();
  const rows = (value(path) as unknown[] | null | undefined) ?? [];
  const { label, help, nullable, texts } = field;
  const form = field.object!;
  const [first] = form.fields;
  const put = (next: unknown[]): void => set(path, next.length === 0 && nullable ? null : next);
  if (texts && rows.every((row) => typeof row === 'string')) {
    return (
      <div className="space-y-1.5">
        <TagsField path={path} label={label} hint={help} placeholder="Add one…" />
        {rows.length > 0 && (
          <Button
            look="quiet"
            onClick={() =>
              set(
                path,
                rows.map((row) => ({ ...form.alternatives[0], [first!.name]: row })),
              )
            }
          >
            Give them more than a name
          </Button>
        )}
      </div>
    );
  }
  return (
    <Place path={path}>
      <fieldset className="space-y-2">
        <legend className="font-medium">{label}</legend>
        {help && <p className="text-[12px] text-muted">{help}</p>}
        <Faults of={path} faults={faults} />
        {rows.map((row, index) => {
          const place = `${path}[${index}]`;
          const name = `${label} ${index + 1}`;
          const swapped = (other: number): unknown[] => rows.with(index, rows[other]).with(other, row);
          return (
            <div key={index} data-row={place} role="group" aria-label={name} className="rounded-lg border">
              <div className="flex min-h-9 items-center gap-1 py-0.5 pr-1 pl-3">
                <span className="min-w-0 grow truncate font-medium">{titleOf(row, first!.name) || name}</span>
                <RowButton
                  label={`Move ${name} up`}
                  off={index === 0}
                  act={() => put(swapped(index - 1))}
                  Icon={ArrowUp}
                />
                <RowButton
                  label={`Move ${name} down`}
                  off={index === rows.length - 1}
                  act={() => put(swapped(index + 1))}
                  Icon={ArrowDown}
                />
                <RowButton label={`Remove ${name}`} act={() => put(rows.toSpliced(index, 1))} Icon={Trash2} />
              </div>
              <div className="space-y-3 px-3 pt-1 pb-3">
                <Faults of={place} faults={faults} />
                {typeof row === 'string' ? (
                  <TextField path={place} label={first!.label} />
                ) : (
                  <Row path={place} form={form} />
                )}
              </div>
            </div>
          );
        })}
        <Button
          aria-label={`Add to ${label.toLowerCase()}`}
          onClick={() => {
            put([...rows, structuredClone(form.alternatives[0])]);
            afterClosing(() => rowField(`${path}[${rows.length}]`)?.focus());
          }}
        >
          <Plus aria-hidden="true" /> Add
        </Button>
      </fieldset>
    </Place>
  );
}

type RowButtonProps = { label: string; act: () => void; off?: boolean; Icon: typeof Plus };

function RowButton({ label, act, off = false, Icon }: RowButtonProps) {
  return (
    <IconButton label={label} disabled={off} className="!min-h-7 !px-1.5" onClick={act}>
      <Icon aria-hidden="true" />
    </IconButton>
  );
}

/** Where somebody writes first in a row. */
function rowField(place: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(
    `[data-row="${CSS.escape(place)}"] :is(input:not([type="radio"]), textarea, select)`,
  );
}

function titleOf(row: unknown, name: string): string {
  const title = typeof row === 'string' ? row : (row as Record<string, unknown> | null)?.[name];
  return typeof title === 'string' ? title : '';
}
