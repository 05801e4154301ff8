import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  /** `side`: along the right edge, for what is read beside the page. */
  place?: 'middle' | 'side';
  children: ReactNode;
};

const places = {
  middle: 'top-[12vh] left-1/2 w-[min(34rem,calc(100vw-2rem))] max-h-[80vh] -translate-x-1/2 rounded-xl border',
  side: 'inset-y-0 right-0 w-[min(34rem,100vw)] border-l',
};

export function Dialog({ open, onOpenChange, title, description, place = 'middle', children }: Props) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Base.Popup className={`fixed z-50 flex flex-col bg-card shadow-xl ${places[place]}`}>
          <div className="flex items-start justify-between gap-3 px-5 pt-4">
            <div>
              <Base.Title className="text-[15px] font-semibold">{title}</Base.Title>
              {description && <Base.Description className="mt-0.5 text-muted">{description}</Base.Description>}
            </div>
            <Base.Close render={<IconButton label="Close">{<X aria-hidden="true" />}</IconButton>} />
          </div>
          <div className="min-h-0 overflow-y-auto px-5 pt-3 pb-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
