import type { LeadImport } from '@iperform/contract';
import { useRef } from 'react';
import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';

interface UndoDialogProps {
  item: LeadImport;
  onClose: () => void;
  onConfirm: () => void;
}

/** Says what an undo will do before it does it. */
export const UndoDialog = ({ item, onClose, onConfirm }: UndoDialogProps) => {
  const format = useFormat();
  const confirm = useRef<HTMLButtonElement>(null);
  const { created = 0, updated = 0 } = item.result ?? {};
  return (
    <Dialog open onClose={onClose} title={m.imp_undo_title()} initialFocus={confirm} width={460}>
      <DialogBody>
        <ul className="ml-4 list-disc">
          {created > 0 && <li>{m.imp_undo_created({ count: created, number: format.number(created) })}</li>}
          {updated > 0 && <li>{m.imp_undo_updated({ count: updated, number: format.number(updated) })}</li>}
          <li>{m.imp_undo_kept()}</li>
        </ul>
      </DialogBody>
      <DialogFoot>
        <Button look="quiet" onClick={onClose}>
          {m.cancel()}
        </Button>
        <Button
          ref={confirm}
          look="danger"
          onClick={() => {
            onConfirm();
            onClose();
          }}
        >
          {m.imp_undo()}
        </Button>
      </DialogFoot>
    </Dialog>
  );
};
