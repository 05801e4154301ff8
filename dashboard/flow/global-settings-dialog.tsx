import { ReasonsField } from '../agents/reasons-field.tsx';
import { Dialog } from '../ui/dialog.tsx';

type Props = { open: boolean; onOpenChange: (open: boolean) => void };

/** What holds in every block: the end-call reasons. */
export function GlobalSettingsDialog({ open, onOpenChange }: Props) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Global settings"
      description="For these reasons a call ends in whatever block it is. All else is on the page Settings."
    >
      <h3 className="mb-1 font-medium">End-call reasons</h3>
      <ReasonsField />
    </Dialog>
  );
}
