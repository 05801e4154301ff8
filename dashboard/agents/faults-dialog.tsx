import { Dialog } from '../ui/dialog.tsx';
import { type PlacedFault, useDraft } from './draft.tsx';

type Props = { open: boolean; onOpenChange: (open: boolean) => void; onReach: (path: string) => void };

/** All that is wrong or probably not meant; each leads to its field. */
export function FaultsDialog({ open, onOpenChange, onReach }: Props) {
  const { faults } = useDraft();
  const go = (fault: PlacedFault): void => {
    onOpenChange(false);
    afterClosing(() => onReach(fault.path));
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      place="side"
      title="To look at"
      description="What is wrong stops saving; a warning is allowed, but probably not meant."
    >
      <ul className="divide-y">
        {faults.map((fault) => (
          <li key={fault.path + fault.message}>
            <button
              type="button"
              onClick={() => go(fault)}
              className="w-full rounded-lg px-2 py-2.5 text-left hover:bg-soft"
            >
              <span className={fault.kind === 'problem' ? 'text-bad' : 'text-warn'}>{fault.message}</span>
              <span className="block text-muted">{fault.hint}</span>
              <span className="block font-mono text-[12px] text-muted">{fault.path || 'the whole document'}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** A dialog that closes gives the focus back first. */
export function afterClosing(act: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(act));
}

/** Goes to the field at this place, or the nearest one around it. */
export function reachField(path: string): void {
  for (let place = path; place !== ''; place = place.replace(/(^|\.[^.[]+|\[\d+\]|[^.[]+)$/, '')) {
    const field = document.querySelector<HTMLElement>(`[data-path="${CSS.escape(place)}"]`);
    if (!field) continue;
    field.scrollIntoView({ block: 'center' });
    field.querySelector<HTMLElement>('input, textarea, select, button')?.focus({ preventScroll: true });
    return;
  }
  document.querySelector('#document')?.scrollIntoView();
}
