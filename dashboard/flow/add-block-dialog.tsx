import { type KeyboardEvent as KeyPress, useEffect, useRef } from 'react';
import type { NodeKind } from '../../contract/flow-nodes.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { blocksMax } from './flow-edit.ts';
import { KindIcon } from './kind-icon.tsx';
import { nodeForms } from './node-forms.ts';

type Props = {
  open: boolean;
  isFull: boolean;
  onOpenChange: (open: boolean) => void;
  onChoose: (kind: NodeKind) => void;
};

const groups = ['Conversation', 'Logic', 'Flow actions'] as const;
const kinds = Object.keys(nodeForms) as NodeKind[];
const ordered = groups.flatMap((group) => kinds.filter((kind) => nodeForms[kind].group === group));

/** Every kind of block, in its groups; arrow keys walk them, and so do their numbers. */
export function AddBlockDialog({ open, isFull, onOpenChange, onChoose }: Props) {
  const first = useRef<HTMLButtonElement>(null);
  useNumbers(open && !isFull, onChoose);
  const onKeyDown = (event: KeyPress<HTMLElement>): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
    const next = buttons.indexOf(document.activeElement as HTMLElement) + step;
    buttons[(next + buttons.length) % buttons.length]?.focus();
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Add a block" first={first}>
      {isFull && <Notice tone="warn">This flow has {blocksMax} blocks, the most that there may be.</Notice>}
      <div hidden={isFull} onKeyDown={onKeyDown} className="space-y-3">
        {groups.map((group) => (
          <section key={group} aria-label={group}>
            <h3 className="mb-1 text-[12px] font-medium text-muted">{group}</h3>
            <ul>
              {ordered
                .filter((kind) => nodeForms[kind].group === group)
                .map((kind) => (
                  <li key={kind}>
                    <button
                      ref={kind === ordered[0] ? first : undefined}
                      type="button"
                      onClick={() => onChoose(kind)}
                      className="flex w-full items-center gap-3 rounded-lg px-2 py-2 text-left hover:bg-soft focus-visible:bg-soft"
                    >
                      <KindIcon kind={kind} />
                      <span className="min-w-0 grow">
                        <span className="font-medium">{nodeForms[kind].title}</span>
                        <span className="block text-muted">{nodeForms[kind].help}</span>
                      </span>
                      <kbd aria-hidden="true" className="rounded border px-1.5 font-sans text-[12px] text-muted">
                        {ordered.indexOf(kind) + 1}
                      </kbd>
                    </button>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** Wherever the focus is: who knows the number types it before the dialog has the focus. */
function useNumbers(on: boolean, onChoose: (kind: NodeKind) => void): void {
  const latest = useRef(onChoose);
  latest.current = onChoose;
  useEffect(() => {
    if (!on) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      const kind = ordered[Number(event.key) - 1];
      if (!kind || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      latest.current(kind);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [on]);
}
