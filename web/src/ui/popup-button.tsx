import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';

const load = () => import('./popup.tsx');
const MenuPopup = lazy(async () => ({ default: (await load()).MenuPopup }));
const PopoverPopup = lazy(async () => ({ default: (await load()).PopoverPopup }));

interface PopupButtonProps {
  /** Name of the button where its content is not its name. */
  label?: string;
  /** Name of the popup. */
  popupLabel: string;
  className?: string;
  align?: 'start' | 'end';
  /** Content of the button. */
  button: ReactNode;
  /** Content of the popup, built when it opens. For menus: `MenuItem`s, loaded through `lazy`. */
  children: (close: () => void) => ReactNode;
  onOpenChange?: (open: boolean) => void;
}

const usePopup = (onOpenChange?: (open: boolean) => void) => {
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const change = (next: boolean) => {
    setOpen(next);
    onOpenChange?.(next);
  };
  return {
    anchor,
    open,
    close: () => change(false),
    trigger: {
      ref: anchor,
      type: 'button' as const,
      'aria-expanded': open,
      onClick: () => change(!open),
      // The code of popups is not in the first load; it comes when somebody is about to need it.
      onPointerEnter: load,
      onFocus: load,
    },
  };
};

/** A button that opens a menu. Base UI is loaded on hover, focus or the first click. */
export const MenuButton = ({
  label,
  popupLabel,
  className,
  align = 'end',
  button,
  children,
  onOpenChange,
}: PopupButtonProps) => {
  const { anchor, open, close, trigger } = usePopup(onOpenChange);
  return (
    <>
      <button
        {...trigger}
        aria-haspopup="menu"
        aria-label={label}
        title={label}
        className={className ?? 'btn'}
      >
        {button}
      </button>
      {open && (
        <Suspense>
          <MenuPopup anchor={anchor} label={popupLabel} align={align} onClose={close}>
            {children(close)}
          </MenuPopup>
        </Suspense>
      )}
    </>
  );
};

/** A button that opens a small panel with controls in it. */
export const PopoverButton = ({
  label,
  popupLabel,
  className,
  align = 'start',
  button,
  children,
  onOpenChange,
}: PopupButtonProps) => {
  const { anchor, open, close, trigger } = usePopup(onOpenChange);
  return (
    <>
      <button
        {...trigger}
        aria-haspopup="dialog"
        aria-label={label}
        title={label}
        className={className ?? 'btn'}
      >
        {button}
      </button>
      {open && (
        <Suspense>
          <PopoverPopup anchor={anchor} label={popupLabel} align={align} onClose={close}>
            {children(close)}
          </PopoverPopup>
        </Suspense>
      )}
    </>
  );
};
