import type { Person } from '@iperform/contract';
import { useLookups } from '../../lookups.ts';
import { m } from '../../paraglide/messages.js';
import { useSession } from '../../session.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { addDays } from '../../ui/format.ts';
import { type DashboardSearch, defaultPeriod, parseDashboardSearch, periods } from './period.ts';

// Warriors and co-sales work on leads of others; whoever left may still own some.
const mayOwn = ({ role }: Person): boolean => ['ADMIN', 'MANAGER', 'SALESPERSON'].includes(role);

interface PeriodBarProps {
  search: DashboardSearch;
  days: { from: string; to: string };
  onChange: (search: DashboardSearch) => void;
}

/** Which days, and whose leads. */
export const PeriodBar = ({ search, days, onChange }: PeriodBarProps) => {
  const { format, may } = useSession();
  const { people } = useLookups();
  const last = addDays(days.to, -1);
  const custom = search.period === 'custom';
  const change = (next: Record<string, unknown>) => onChange(parseDashboardSearch({ ...search, ...next }));
  return (
    <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
      <SelectField
        small
        label={m.dash_period()}
        value={search.period ?? defaultPeriod}
        onChange={({ target }) => change({ period: target.value, from: days.from, to: last })}
      >
        {periods.map((period) => (
          <option key={period} value={period}>
            {m.dash_period_name({ period })}
          </option>
        ))}
      </SelectField>
      {custom && (
        <>
          <TextField
            small
            type="date"
            label={m.filter_from()}
            value={days.from}
            max={last}
            onChange={({ target }) => target.value && change({ from: target.value })}
          />
          <TextField
            small
            type="date"
            label={m.filter_to()}
            value={last}
            min={days.from}
            onChange={({ target }) => target.value && change({ to: target.value })}
          />
        </>
      )}
      {may('people:read') && (
        <SelectField
          small
          label={m.field_label({ field: 'owner' })}
          value={search.owner ?? ''}
          onChange={({ target }) => change({ owner: target.value || undefined })}
        >
          <option value="">{m.dash_everybody()}</option>
          {people.filter(mayOwn).map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      {!custom && (
        <p className="pb-1.5 text-[13.5px] text-muted">
          {format.day(days.from)} – {format.day(last)}
        </p>
      )}
    </div>
  );
};
