import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

type Props = {
  open: boolean;
  /** What keeps the flow from running; 0 where that could not be found out. */
  count: number;
  onOpenChange: (open: boolean) => void;
  onShow: () => void;
  onSave: () => void;
};

/** A flow may be saved half drawn, but not by mistake: calls get the newest version. */
export function UnfinishedDialog({ open, count, onOpenChange, onShow, onSave }: Props) {
  const save = (): void => {
    onOpenChange(false);
    onSave();
  };
  if (count === 0) {
    return (
      <Dialog open={open} onOpenChange={onOpenChange} title="This flow could not be checked">
        <p className="text-muted">
          The server did not answer in time. If something in the flow is to be fixed and it is saved all the same, every
          call of this agent ends at once with an apology until then.
        </p>
        <div className="mt-4 flex flex-wrap justify-end gap-2">
          <Button onClick={save}>Save it unchecked</Button>
          <Button look="primary" onClick={() => onOpenChange(false)}>
            Go on editing
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="This flow cannot run yet">
      <p className="text-muted">
        {count === 1 ? 'One thing is' : `${count} things are`} to be fixed first. If it is saved as it is, every call of
        this agent ends at once with an apology until then.
      </p>
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button onClick={save}>Save it unfinished</Button>
        <Button look="primary" onClick={onShow}>
          Show what is to be fixed
        </Button>
      </div>
    </Dialog>
  );
}
