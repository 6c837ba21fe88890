import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';
import { Skeleton } from '../../ui/states.tsx';
import type { LeadSearch } from './search.ts';
import { useLeadSummary } from './use-lead-list.ts';

/** How many leads and how much, at the top right; says so when amounts in other currencies are left out. */
export const LeadTotal = ({ search }: { search: LeadSearch }) => {
  const { data, error, refetch } = useLeadSummary(search);
  const format = useFormat();
  if (error && !data)
    return (
      <p className="text-[13.5px] text-danger" role="alert">
        {errorText(error)}{' '}
        <button type="button" className="link" onClick={() => void refetch()}>
          {m.error_retry()}
        </button>
      </p>
    );
  if (!data) return <Skeleton width={140} />;
  return (
    <p className="text-[13.5px] text-muted" aria-live="polite">
      <b className="font-semibold text-ink">{format.number(data.count)}</b>{' '}
      {m.leads_word({ count: data.count })},{' '}
      <b className="font-semibold text-ink">{format.compactMoney(data.valueMinor)}</b>
      {data.otherCurrencyCount > 0 &&
        ` ${m.other_currencies({ number: format.number(data.otherCurrencyCount) })}`}
    </p>
  );
};
