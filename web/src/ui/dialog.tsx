import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { CSSProperties, ReactNode, RefObject } from 'react';
import { m } from '../paraglide/messages.js';
import { IconButton } from './button.tsx';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  /** Pixels; 520 where absent. */
  width?: number;
  /** Gets the focus first; the first control where absent. */
  initialFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
}

/**
 * A modal dialog; Esc and a click outside close it and the focus goes back to where it was.
 * Import it only from lazy chunks: Base UI is not part of the first load.
 */
export const Dialog = ({ open, onClose, title, description, width, initialFocus, children }: DialogProps) => (
  <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
    <Base.Portal>
      <Base.Backdrop className="scrim" />
      <Base.Popup
        className="dialog"
        {...(initialFocus ? { initialFocus } : {})}
        style={{ '--dialog-width': `${width ?? 520}px` } as CSSProperties}
      >
        <div className="flex items-start justify-between gap-3 px-5 pt-4 pb-2">
          <div className="min-w-0">
            <Base.Title className="text-[17px] font-semibold">{title}</Base.Title>
            {description && <Base.Description className="mt-0.5 text-muted">{description}</Base.Description>}
          </div>
          <Base.Close render={<IconButton label={m.close()} small />}>
            <X size={16} />
          </Base.Close>
        </div>
        {children}
      </Base.Popup>
    </Base.Portal>
  </Base.Root>
);

/** The scrolling middle of a dialog. */
export const DialogBody = ({ children }: { children: ReactNode }) => (
  <div className="min-h-0 flex-1 overflow-auto px-5 py-2">{children}</div>
);

/** The buttons of a dialog, the way on at the right. */
export const DialogFoot = ({ children }: { children: ReactNode }) => (
  <div className="flex flex-wrap items-center justify-end gap-2 px-5 pt-3 pb-4">{children}</div>
);
