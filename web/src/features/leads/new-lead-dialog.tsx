import { m } from '../../paraglide/messages.js';
import { Dialog } from '../../ui/dialog.tsx';
import type { NewLeadPreset } from './new-lead.tsx';

export const NewLeadDialog = ({ onClose }: { preset: NewLeadPreset; onClose: () => void }) => (
  <Dialog open onClose={onClose} title={m.new_lead()}>
    {null}
  </Dialog>
);
