import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';

/** Words that appear on hover and focus. Only for lazy chunks; a name that must be known belongs in the label. */
export const Tooltip = ({ content, children }: { content: ReactNode; children: ReactElement }) => (
  <Base.Root>
    <Base.Trigger render={children} />
    <Base.Portal>
      <Base.Positioner sideOffset={6} className="z-50">
        <Base.Popup className="tooltip">{content}</Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
);
