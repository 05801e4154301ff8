import { X } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useState } from 'react';
import { useField } from './field.tsx';

type Props = { values: readonly string[]; onChange: (values: string[]) => void; placeholder?: string; max?: number };

/** Words as tags: Enter or a comma adds one, many pasted lines become many, Backspace takes the last off. */
export function TagsInput({ values, onChange, placeholder = 'Add another…', max = 50 }: Props) {
  const [text, setText] = useState('');
  const add = (words: string): void => {
    const fresh = words
      .split(/[\n,]/)
      .map((word) => word.trim())
      .filter((word) => word !== '');
    onChange([...new Set([...values, ...fresh])].slice(0, max));
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if ((event.key === 'Enter' || event.key === ',') && text.trim() !== '') {
      event.preventDefault();
      add(text);
    }
    if (event.key === 'Backspace' && text === '') onChange(values.slice(0, -1));
  };
  const onPaste = (event: ClipboardEvent): void => {
    const pasted = event.clipboardData.getData('text');
    if (!/[\n,]/.test(pasted)) return;
    event.preventDefault();
    add(pasted);
  };
  return (
    <div className="input flex flex-wrap gap-1.5 focus-within:outline-2 focus-within:outline-accent">
      {values.map((value) => (
        <span key={value} className="inline-flex items-center gap-1 rounded-md bg-soft py-0.5 pr-0.5 pl-2">
          {value}
          <button
            type="button"
            aria-label={`Remove ${value}`}
            onClick={() => onChange(values.filter((other) => other !== value))}
            className="grid size-6 place-items-center rounded text-muted hover:text-ink"
          >
            <X aria-hidden="true" className="size-3.5" />
          </button>
        </span>
      ))}
      <input
        {...useField()}
        value={text}
        placeholder={placeholder}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onBlur={() => text.trim() !== '' && add(text)}
        className="min-w-28 grow bg-transparent py-0.5 focus-visible:outline-none"
      />
    </div>
  );
}
