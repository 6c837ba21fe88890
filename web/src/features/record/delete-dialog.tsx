import type { Lead } from '@iperform/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useRef } from 'react';
import { ApiError, call } from '../../api.ts';
import { api } from '../../contract.ts';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { keyOf } from '../../queries.ts';
import { useSession } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { toast } from '../../ui/toast.tsx';
import { leadHref } from '../leads/index.ts';
import { keepLead, refreshLists } from './change-lead.ts';

/** Asks once, deletes, goes back to the list, and offers to undo. */
export const DeleteDialog = ({ lead, back, onClose }: { lead: Lead; back: string; onClose: () => void }) => {
  const { company } = useSession();
  const client = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  const confirm = useRef<HTMLButtonElement>(null);
  const params = { id: lead.id };
  const key = keyOf(company.id, api.leads.read, { params });

  const restore = async () => {
    try {
      keepLead(client, company.id, await call(api.leads.restore, { params }));
      toast(m.record_restored({ name: lead.name }), {
        action: { label: m.open(), run: () => void navigate({ to: leadHref(lead.id) }) },
      });
    } catch (error) {
      toast(errorText(error), { tone: 'error' });
    }
  };
  const remove = useMutation({
    mutationFn: () => call(api.leads.remove, { params, headers: { 'if-match': `"${lead.version}"` } }),
    onSuccess: async () => {
      onClose();
      // The page goes first: while it stands it would ask for a lead that is not there any more.
      await router.navigate({ href: back });
      client.removeQueries({ queryKey: key });
      refreshLists(client, company.id);
      toast(m.record_deleted({ name: lead.name }), {
        action: { label: m.record_undo(), run: () => void restore() },
      });
    },
    onError: (error) => {
      // The page behind shows what changed; the next try is about that.
      if (error instanceof ApiError && error.code === 'STALE_VERSION')
        void client.invalidateQueries({ queryKey: key });
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={m.record_delete_title({ name: lead.name })}
      description={m.record_delete_text()}
      initialFocus={confirm}
      width={440}
    >
      <DialogBody>
        {remove.error && (
          <p role="alert" className="text-danger">
            {errorText(remove.error)}
          </p>
        )}
      </DialogBody>
      <DialogFoot>
        <Button look="quiet" onClick={onClose}>
          {m.cancel()}
        </Button>
        <Button ref={confirm} look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
          {m.record_delete()}
        </Button>
      </DialogFoot>
    </Dialog>
  );
};
