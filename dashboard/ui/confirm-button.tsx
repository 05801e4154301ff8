import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

type Props = {
  /** What the button and the dialog's own button say: a verb. */
  label: string;
  title: string;
  /** What will be so afterwards. */
  children: ReactNode;
  onConfirm: () => void;
  disabled?: boolean;
};

/** For what cannot be taken back. */
export function ConfirmButton({ label, title, children, onConfirm, disabled }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="danger" disabled={disabled} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={title}>
        <div className="text-muted">{children}</div>
        <div className="mt-4 flex justify-end gap-2">
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <Button
            look="danger"
            onClick={() => {
              setOpen(false);
              onConfirm();
            }}
          >
            {label}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
