import { Button } from '../ui/button.tsx';
import { useDraft } from './draft.tsx';

/** `name`: what the button says. */
type Props = { name: string; saving: boolean; onSave: () => void };

/** Makes a new version; off, with the reason told, while there is nothing to save or something is wrong. */
export function SaveButton({ name, saving, onSave }: Props) {
  const { changed, valid } = useDraft();
  return (
    <Button
      look="primary"
      disabled={!changed || valid === false || saving}
      title={saveTitle(changed, valid)}
      onClick={onSave}
    >
      {saving ? 'Saving …' : name}
    </Button>
  );
}

function saveTitle(changed: boolean, valid: boolean | null): string {
  if (!changed) return 'Nothing has changed.';
  return valid === false ? 'Something is wrong: see the list beside this button.' : 'Makes a new version (Ctrl+S).';
}

/** On a phone the head of the page scrolls away: while something is not saved, its button stands above the navigation. */
export function SaveBar(props: Props) {
  const { changed, valid } = useDraft();
  if (!changed) return null;
  return (
    <div className="fixed inset-x-0 bottom-[58px] z-20 flex items-center justify-between gap-3 border-t bg-card px-4 py-2 shadow-xl md:hidden">
      <span className={valid === false ? 'text-bad' : 'text-warn'}>
        {valid === false ? 'Something is wrong yet' : 'Not saved yet'}
      </span>
      <SaveButton {...props} />
    </div>
  );
}
