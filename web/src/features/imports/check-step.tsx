import type { LeadImport, RowOutcome } from '@iperform/contract';
import { useState } from 'react';
import { urlOf } from '../../api.ts';
import { api } from '../../contract.ts';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat, useSession } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { useDraft } from '../../use-draft.ts';
import { balanceLine, outcomeCount } from './counts.ts';
import { firstOutcome, OutcomeTabs } from './outcome-tabs.tsx';
import { type Fixes, fixKey, RowTable } from './row-table.tsx';
import { useImportActs } from './use-import.ts';

/** The third step: what the import would do, row by row, before anything is written. */
export const CheckStep = ({ item, onBack }: { item: LeadImport; onBack: () => void }) => {
  const { company } = useSession();
  const format = useFormat();
  const { act, fix } = useImportActs(item.id);
  const [chosen, setChosen] = useState<RowOutcome | null>(null);
  const [fixes, setFixes, clear] = useDraft<Fixes>(`iperform.fixes.${company.id}.${item.id}`, () => ({}));
  const counts = item.check;
  if (!counts) return null;
  const outcome = chosen ?? firstOutcome(counts);
  const corrected = Object.keys(fixes).length;
  const written = counts.created + counts.updated;

  const onFix = (row: number, column: number, value: string, original: string) => {
    const { [fixKey(row, column)]: _, ...rest } = fixes;
    setFixes(value === original ? rest : { ...rest, [fixKey(row, column)]: value });
  };
  const again = () =>
    fix.mutate(
      Object.entries(fixes).map(([key, value]) => {
        const [row = 0, column = 0] = key.split(':').map(Number);
        return { row, column, value };
      }),
      { onSuccess: clear },
    );
  const problem = fix.error ?? act.error;
  return (
    <div className="flex flex-col gap-4">
      <OutcomeTabs counts={counts} value={outcome} onChange={setChosen} />
      <p className="text-[13.5px] text-muted">{balanceLine(counts, format)}</p>
      <section aria-labelledby="rows-title">
        <div className="mb-1 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <h2 id="rows-title" className="text-[15px] font-semibold">
            {m.imp_rows_title({ outcome })}
          </h2>
          {outcome === 'rejected' && counts.rejected > 0 && (
            <a
              className="link text-[13.5px]"
              href={urlOf(api.imports.rejected.path, { id: item.id })}
              download
            >
              {m.imp_download_rejected()}
            </a>
          )}
        </div>
        {outcome === 'rejected' && counts.rejected > 0 && <p className="hint mb-2">{m.imp_fix_hint()}</p>}
        <RowTable
          item={item}
          outcome={outcome}
          fixes={fixes}
          {...(outcome === 'rejected' ? { onFix } : {})}
        />
      </section>
      {problem && (
        <p role="alert" className="imp-problem">
          {errorText(problem)}
        </p>
      )}
      <div className="imp-foot">
        <Button onClick={onBack}>{m.imp_back_to_columns()}</Button>
        <span className="flex flex-wrap items-center justify-end gap-2">
          {corrected > 0 ? (
            <Button look="primary" busy={fix.isPending} onClick={again}>
              {m.imp_check_again({ count: corrected })}
            </Button>
          ) : (
            <>
              <span className="text-[13.5px] text-muted">
                {counts.rejected > 0 &&
                  m.imp_left_out({ rows: outcomeCount('rejected', counts.rejected, format) })}
              </span>
              <Button
                look="primary"
                busy={act.isPending}
                disabled={written === 0}
                onClick={() => act.mutate('run')}
              >
                {m.imp_run({ count: written, number: format.number(written) })}
              </Button>
            </>
          )}
        </span>
      </div>
    </div>
  );
};
