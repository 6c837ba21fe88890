import type { ImportRow, LeadImport, RowOutcome } from '@iperform/contract';
import { Link } from '@tanstack/react-router';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { useRows } from './use-rows.ts';

/** Corrections by cell: `12:3` is line 12, column 3. */
export type Fixes = Record<string, string>;
export const fixKey = (row: number, column: number): string => `${row}:${column}`;

interface RowTableProps {
  item: LeadImport;
  outcome: RowOutcome | 'kept';
  /** Where given, rejected cells can be corrected. */
  fixes?: Fixes;
  onFix?: (row: number, column: number, value: string, original: string) => void;
}

/** Rows of the file as they came out: line, why, and the columns that are taken over. */
export const RowTable = ({ item, outcome, fixes, onFix }: RowTableProps) => {
  const format = useFormat();
  const {
    rows,
    error,
    isPending,
    isPlaceholderData,
    hasNextPage,
    isFetchingNextPage,
    fetchNextPage,
    refetch,
  } = useRows(item.id, outcome);
  // What an undo left alone is about leads, not about rows of the file.
  const ofFile = outcome !== 'kept';
  const taken = item.columns.filter(
    ({ index }) =>
      ofFile && item.mapping?.columns.some((column) => column.index === index && column.target !== 'ignore'),
  );
  const reasons = rows.some((row) => row.reasons.length > 0);
  // What an import created is deleted again by its undo: nothing to open.
  const gone = item.state === 'undone' && outcome === 'created';
  const named = rows.some((row) => row.leadId !== null || row.name !== '');
  if (error && rows.length === 0)
    return <ErrorState text={errorText(error)} onRetry={() => void refetch()} />;
  if (isPending) return <Skeleton width="60%" />;
  if (rows.length === 0) return <p className="py-4 text-muted">{m.imp_rows_none()}</p>;
  return (
    <>
      <section
        className={`imp-rows ${isPlaceholderData ? 'opacity-55' : ''}`}
        aria-label={m.imp_outcome({ outcome })}
        tabIndex={0}
      >
        <table>
          <thead>
            <tr>
              {ofFile && (
                <th scope="col" className="text-right">
                  {m.imp_line()}
                </th>
              )}
              {named && <th scope="col">{m.imp_lead()}</th>}
              {reasons && <th scope="col">{m.imp_why({ outcome })}</th>}
              {taken.map(({ index, header }) => (
                <th key={index} scope="col">
                  {header || m.imp_unnamed({ number: index + 1 })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.row}>
                {ofFile && (
                  <th scope="row" className="text-right text-muted">
                    {format.number(row.row)}
                  </th>
                )}
                {named && (
                  <td>
                    {row.leadId && !gone ? (
                      <Link to="/leads/$id" params={{ id: row.leadId }} className="link">
                        {row.name || m.imp_no_name()}
                      </Link>
                    ) : (
                      row.name
                    )}
                  </td>
                )}
                {reasons && (
                  <td className={`imp-why ${outcome === 'rejected' ? 'text-danger' : ''}`}>
                    {row.reasons.map(({ column, message }) => (
                      <div key={`${column}${message}`}>
                        {column && <b className="font-semibold">{column}: </b>}
                        {message}
                      </div>
                    ))}
                  </td>
                )}
                {taken.map(({ index, header }) => (
                  <Cell key={index} row={row} index={index} header={header} fixes={fixes} onFix={onFix} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {hasNextPage && (
        <div className="mt-2">
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {m.imp_more_rows()}
          </Button>
        </div>
      )}
    </>
  );
};

interface CellProps {
  row: ImportRow;
  index: number;
  header: string;
  fixes: Fixes | undefined;
  onFix: RowTableProps['onFix'];
}

const Cell = ({ row, index, header, fixes, onFix }: CellProps) => {
  const original = row.cells[index] ?? '';
  const about = row.reasons.filter(({ column }) => column === header);
  // A reason without a column is about the row as a whole: any cell may be the one to correct.
  const open = about.length > 0 || row.reasons.some(({ column }) => column === '');
  if (!onFix || !open) return <td title={original}>{original}</td>;
  const value = fixes?.[fixKey(row.row, index)] ?? original;
  return (
    <td className="imp-fix">
      <input
        className="input input-small"
        aria-label={m.imp_fix_cell({ column: header, line: row.row })}
        aria-invalid={about.length > 0 && value === original ? true : undefined}
        value={value}
        maxLength={2000}
        onChange={(event) => onFix(row.row, index, event.target.value, original)}
      />
    </td>
  );
};
