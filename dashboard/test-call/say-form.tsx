import { Send } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Simulate } from './simulate.tsx';
import type { TextCall } from './text-call.ts';

/** So long without a key is the end of typing: silence counts again. */
const typingMs = 1_500;

/** Words may be written while it still rings, and are said once it does no more. */
export function SayForm({ call }: { call: TextCall }) {
  const isUp = call.state === 'up';
  const over = call.state === 'ended' || call.state === 'failed';
  const [text, setText] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
  }, []);
  const type = (words: string): void => {
    setText(words);
    clearTimeout(timer.current);
    call.typing(words !== '');
    timer.current = setTimeout(() => call.typing(false), typingMs);
  };
  const isMeant = useRef(false);
  const say = (): void => {
    clearTimeout(timer.current);
    if (text.trim() === '') return;
    isMeant.current = !isUp;
    if (!isUp) return;
    call.say(text.trim());
    setText('');
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    say();
  };
  useEffect(() => {
    if (isUp && isMeant.current) say();
  }, [isUp]);
  return (
    <form onSubmit={submit} className="flex gap-2 border-t p-3">
      <input
        ref={input}
        className="input"
        aria-label="Say as the caller"
        placeholder={call.state === 'ended' ? 'The call has ended' : 'Say something as the caller…'}
        disabled={over}
        maxLength={2_000}
        value={text}
        onChange={({ target }) => type(target.value)}
      />
      <Button type="submit" look="primary" disabled={over || text.trim() === ''} aria-label="Say it">
        <Send aria-hidden="true" />
      </Button>
      <Simulate call={call} disabled={!isUp} />
    </form>
  );
}
