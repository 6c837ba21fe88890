import type { ImportCounts, RowOutcome } from '@iperform/contract';
import { rowOutcomes } from '../../contract.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';

interface OutcomeTabsProps {
  counts: ImportCounts;
  value: RowOutcome;
  onChange: (outcome: RowOutcome) => void;
}

/** How many rows come to what; each opens its rows. */
export const OutcomeTabs = ({ counts, value, onChange }: OutcomeTabsProps) => {
  const format = useFormat();
  return (
    <div role="group" aria-label={m.imp_outcomes()} className="imp-outcomes">
      {rowOutcomes.map((outcome) => (
        <button
          key={outcome}
          type="button"
          className={`imp-outcome imp-outcome-${outcome}`}
          aria-pressed={outcome === value}
          onClick={() => onChange(outcome)}
        >
          <span className="text-[13px] text-muted">{m.imp_outcome({ outcome })}</span>
          <span className="display text-[22px] leading-tight">{format.number(counts[outcome])}</span>
        </button>
      ))}
    </div>
  );
};

/** The outcome to look at first: what went wrong, else what there is most of. */
export const firstOutcome = (counts: ImportCounts): RowOutcome =>
  counts.rejected > 0
    ? 'rejected'
    : rowOutcomes.reduce((best, outcome) => (counts[outcome] > counts[best] ? outcome : best), 'created');
