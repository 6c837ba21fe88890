import type { Lead } from '@iperform/contract';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';

const copy = (values: string[], done: string): void => {
  navigator.clipboard
    .writeText(values.join('\n'))
    .then(() => toast(done))
    .catch((error: unknown) => toast(errorText(error), { tone: 'error' }));
};

/** What the selected rows are worth together, and their addresses for the clipboard. */
export const SelectionBar = ({ leads, onClear }: { leads: Lead[]; onClear: () => void }) => {
  const format = useFormat();
  if (leads.length === 0) return null;
  const inCurrency = leads.filter(({ currency }) => currency === format.currency);
  const emails = leads.flatMap((lead) => lead.emails);
  const phones = leads.flatMap((lead) => lead.phones);
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-line bg-surface-2 px-3 py-1.5">
      <span className="mr-2" role="status">
        <b className="font-semibold">
          {m.leads_selected({ count: leads.length, number: format.number(leads.length) })}
        </b>
        {', '}
        {format.compactMoney(inCurrency.reduce((sum, lead) => sum + lead.valueMinor, 0))}
      </span>
      <Button small disabled={!emails.length} onClick={() => copy(emails, m.copied())}>
        {m.copy_emails()}
      </Button>
      <Button small disabled={!phones.length} onClick={() => copy(phones, m.copied())}>
        {m.copy_phones()}
      </Button>
      <Button small look="quiet" onClick={onClear}>
        {m.clear_selection()}
      </Button>
    </div>
  );
};
