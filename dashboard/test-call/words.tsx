import { useEffect, useRef } from 'react';
import { Notice } from '../ui/notice.tsx';
import type { Said } from './said-words.ts';

/** `failure`: why there is no call, or none any more. */
export function Words({ said, failure }: { said: readonly Said[]; failure: string | null }) {
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [said]);
  return (
    <ol
      tabIndex={0}
      aria-label="What was said"
      aria-live="polite"
      className="min-h-24 grow space-y-2 overflow-y-auto px-4 py-3 focus-visible:-outline-offset-2"
    >
      {said.map(({ id, by, text }) => (
        <li key={id} className={by === 'caller' ? 'text-right' : ''}>
          <span className="sr-only">{by === 'caller' ? 'You: ' : 'Agent: '}</span>
          <span
            className={`inline-block max-w-[85%] rounded-xl px-3 py-1.5 text-left break-words ${by === 'caller' ? 'bg-accent text-on-accent' : 'bg-soft'}`}
          >
            {text}
          </span>
        </li>
      ))}
      {failure !== null && (
        <li>
          <Notice tone="bad">{failure}</Notice>
        </li>
      )}
      <li ref={end} aria-hidden="true" />
    </ol>
  );
}
