import type { LeadImport, RowOutcome } from '@iperform/contract';
import { Link } from '@tanstack/react-router';
import { Download, Undo2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { urlOf } from '../../api.ts';
import { api } from '../../contract.ts';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { balanceLine, undoLine } from './counts.ts';
import { firstOutcome, OutcomeTabs } from './outcome-tabs.tsx';
import { RowTable } from './row-table.tsx';
import { useImportActs } from './use-import.ts';

const UndoDialog = lazy(async () => ({ default: (await import('./undo-dialog.tsx')).UndoDialog }));

/** The last step: what the import did, what it left out, and the way to take it back. */
export const ResultStep = ({ item }: { item: LeadImport }) => {
  const format = useFormat();
  const { act } = useImportActs(item.id);
  const [asking, setAsking] = useState(false);
  const [chosen, setChosen] = useState<RowOutcome | null>(null);
  const counts = item.result;
  const undone = item.state === 'undone';
  const halted = item.state === 'cancelled' || item.state === 'failed';
  const outcome = chosen ?? (counts ? firstOutcome(counts) : 'created');
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="mr-auto text-[17px] font-semibold">{m.imp_result({ state: item.state })}</h2>
        {!undone && counts && counts.created + counts.updated > 0 && (
          <Link
            to="/leads"
            search={{ filter: [{ field: 'import', op: 'in', value: [item.id] }] }}
            className="btn btn-primary"
          >
            {m.imp_show_leads()}
          </Link>
        )}
        {counts && counts.rejected > 0 && (
          <a className="btn" href={urlOf(api.imports.rejected.path, { id: item.id })} download>
            <Download size={15} aria-hidden="true" />
            {m.imp_download_rejected()}
          </a>
        )}
        {halted && (
          <Button busy={act.isPending} onClick={() => act.mutate('run')}>
            {m.imp_go_on()}
          </Button>
        )}
        {!undone && (
          <Button
            look="danger"
            icon={<Undo2 size={15} aria-hidden="true" />}
            busy={act.isPending}
            onClick={() => setAsking(true)}
          >
            {m.imp_undo()}
          </Button>
        )}
      </div>
      {act.error && (
        <p role="alert" className="imp-problem">
          {errorText(act.error)}
        </p>
      )}
      {item.undo && (
        <section aria-label={m.imp_undo_result()} className="imp-undone">
          <p>{undoLine(item.undo, format)}</p>
          {item.undo.kept > 0 && (
            <div className="mt-2">
              <h3 className="mb-1 font-semibold">{m.imp_kept_title()}</h3>
              <RowTable item={item} outcome="kept" />
            </div>
          )}
        </section>
      )}
      {counts && (
        <>
          <OutcomeTabs counts={counts} value={outcome} onChange={setChosen} />
          <p className="text-[13.5px] text-muted">{balanceLine(counts, format)}</p>
          <section aria-labelledby="rows-title">
            <h2 id="rows-title" className="mb-1 text-[15px] font-semibold">
              {m.imp_rows_title({ outcome })}
            </h2>
            <RowTable item={item} outcome={outcome} />
          </section>
        </>
      )}
      {asking && (
        <Suspense>
          <UndoDialog item={item} onClose={() => setAsking(false)} onConfirm={() => act.mutate('undo')} />
        </Suspense>
      )}
    </div>
  );
};
