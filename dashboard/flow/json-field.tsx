import { useEffect, useState } from 'react';
import type { FieldForm } from '../../contract/nodes/node-forms.ts';
import { faultsAt, useDraft } from '../agents/draft.tsx';
import { Place } from '../agents/fields.tsx';
import { Field } from '../ui/field.tsx';
import { TextArea } from '../ui/inputs.tsx';

/** Any JSON as text. What is no JSON yet stays in the field, and the document as it was. */
export function JsonField({ path, field: { label, help, nullable } }: { path: string; field: FieldForm }) {
  const { value, set, faults } = useDraft();
  const held = value(path);
  const [text, setText] = useState(() => shown(held));
  const read = parsed(text, nullable);
  useEffect(() => {
    // Undone, or changed in another place.
    setText((now) => (JSON.stringify(parsed(now, nullable)?.value) === JSON.stringify(held) ? now : shown(held)));
  }, [held, nullable]);
  const broken = { kind: 'problem' as const, message: 'This is not JSON.', hint: 'Nothing of it was taken over yet.' };
  return (
    <Place path={path}>
      <Field label={label} hint={help || undefined} faults={read ? faultsAt(faults, path, true) : [broken]}>
        <TextArea
          spellCheck={false}
          className="font-mono text-[12px]"
          value={text}
          maxLength={20_000}
          onChange={({ target }) => {
            setText(target.value);
            const now = parsed(target.value, nullable);
            if (now) set(path, now.value);
          }}
        />
      </Field>
    </Place>
  );
}

function shown(value: unknown): string {
  return value === null || value === undefined ? '' : JSON.stringify(value, null, 2);
}

/** Nothing is null where that may be, else an object without fields. */
function parsed(text: string, nullable: boolean): { value: unknown } | null {
  if (text.trim() === '') return { value: nullable ? null : {} };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}
