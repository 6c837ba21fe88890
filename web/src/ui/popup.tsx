import { Menu } from '@base-ui/react/menu';
import { Popover } from '@base-ui/react/popover';
import type { ReactNode, RefObject } from 'react';

interface PopupProps {
  anchor: RefObject<HTMLElement | null>;
  label: string;
  align: 'start' | 'end';
  onClose: () => void;
  children: ReactNode;
}

// These two are what `menu-button.tsx` and `popover-button.tsx` load on first use.

export const MenuPopup = ({ anchor, label, align, onClose, children }: PopupProps) => (
  <Menu.Root open onOpenChange={(open) => !open && onClose()}>
    <Menu.Portal>
      <Menu.Positioner anchor={anchor} align={align} sideOffset={4} className="z-50">
        <Menu.Popup className="popup min-w-[180px] p-1" aria-label={label} finalFocus={anchor}>
          {children}
        </Menu.Popup>
      </Menu.Positioner>
    </Menu.Portal>
  </Menu.Root>
);

export const PopoverPopup = ({ anchor, label, align, onClose, children }: PopupProps) => (
  <Popover.Root open modal onOpenChange={(open) => !open && onClose()}>
    <Popover.Portal>
      <Popover.Positioner anchor={anchor} align={align} sideOffset={4} className="z-50">
        <Popover.Popup className="popup" aria-label={label} finalFocus={anchor}>
          {children}
        </Popover.Popup>
      </Popover.Positioner>
    </Popover.Portal>
  </Popover.Root>
);

/** One choice of a menu; `onSelect` runs and the menu closes. */
export const MenuItem = ({
  children,
  disabled,
  onSelect,
}: {
  children: ReactNode;
  disabled?: boolean;
  onSelect: () => void;
}) => (
  <Menu.Item className="option" disabled={disabled ?? false} onClick={onSelect}>
    {children}
  </Menu.Item>
);

/** One of several choices of which one holds. */
export const MenuRadio = ({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: { value: string; label: ReactNode }[];
  onChange: (value: string) => void;
}) => (
  <Menu.RadioGroup value={value} onValueChange={onChange} aria-label={label}>
    <div className="px-2.5 pt-1.5 pb-0.5 text-[12px] text-muted" aria-hidden="true">
      {label}
    </div>
    {options.map((option) => (
      <Menu.RadioItem key={option.value} value={option.value} className="option" closeOnClick>
        <span className="w-4" aria-hidden="true">
          {option.value === value ? '✓' : ''}
        </span>
        {option.label}
      </Menu.RadioItem>
    ))}
  </Menu.RadioGroup>
);

export const MenuLine = () => <Menu.Separator className="my-1 border-t border-line" />;
