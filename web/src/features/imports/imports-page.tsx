import type { LeadImport } from '@iperform/contract';
import { Link } from '@tanstack/react-router';
import { FileUp } from 'lucide-react';
import { ApiError } from '../../api.ts';
import { api } from '../../contract.ts';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat, useRead } from '../../session.tsx';
import { Page, PageHeader } from '../../ui/page.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { countsLine, undoLine } from './counts.ts';
import { isBusy, stateText } from './import-state.ts';
import './imports.css';

const NewLink = () => (
  <Link to="/imports/new" className="btn btn-primary">
    <FileUp size={15} aria-hidden="true" />
    {m.imp_new()}
  </Link>
);

/** The imports so far, newest first. */
export const ImportsPage = () => {
  const { data, error, refetch } = useRead(
    api.imports.list,
    {},
    { refetchInterval: ({ state }) => (state.data?.items.some((one) => isBusy(one.state)) ? 2_000 : false) },
  );
  const body = () => {
    if (error && !data)
      return (
        <ErrorState
          text={errorText(error)}
          requestId={error instanceof ApiError ? error.requestId : ''}
          onRetry={() => void refetch()}
        />
      );
    if (!data)
      return (
        <div className="grid gap-4 py-4" aria-busy="true">
          {['60%', '45%', '52%'].map((width) => (
            <Skeleton key={width} width={width} />
          ))}
        </div>
      );
    if (data.items.length === 0)
      return (
        <EmptyState title={m.imp_none()} actions={<NewLink />}>
          {m.imp_none_text()}
        </EmptyState>
      );
    return (
      <ul className="imp-list">
        {data.items.map((item) => (
          <ImportLine key={item.id} item={item} />
        ))}
      </ul>
    );
  };
  return (
    <Page>
      <PageHeader title={m.imp_title()} aside={data && data.items.length > 0 && <NewLink />} />
      {body()}
    </Page>
  );
};

const ImportLine = ({ item }: { item: LeadImport }) => {
  const format = useFormat();
  const counts = item.result ?? item.check;
  return (
    <li className="imp-line">
      <div className="min-w-0">
        <Link to="/imports/$id" params={{ id: item.id }} className="imp-file">
          {item.fileName}
        </Link>
        <p className="text-[13px] text-muted">
          {[item.createdBy?.name, format.dateTime(item.createdAt)].filter(Boolean).join(', ')}
        </p>
      </div>
      <p className="imp-line-state">
        <span className={`imp-mark imp-mark-${item.state}`}>{stateText(item)}</span>
      </p>
      <p className="min-w-0 text-[13.5px]">
        {isBusy(item.state) && item.rows
          ? m.imp_rows_of({ done: format.number(item.progress), all: format.number(item.rows) })
          : item.state === 'undone' && item.undo
            ? undoLine(item.undo, format)
            : counts
              ? countsLine(counts, format)
              : ''}
        {counts && !item.result && <span className="text-muted"> {m.imp_not_yet()}</span>}
      </p>
    </li>
  );
};
