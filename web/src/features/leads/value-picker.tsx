import { useState } from 'react';
import type { Lookups } from '../../lookups.ts';
import { m } from '../../paraglide/messages.js';
import { stageKindsShown, valueLabel } from './condition-text.ts';
import type { FieldInfo } from './fields.ts';

type Value = string | number | boolean;

/** Values to choose from, as far as they are known. */
const optionsOf = (field: FieldInfo, lookups: Lookups): Value[] => {
  switch (field.key) {
    case 'stage':
      return lookups.stages.map(({ id }) => id);
    case 'stageKind':
      return [...stageKindsShown];
    case 'lostReason':
      return lookups.lostReasons;
    case 'partner':
      return lookups.partners.map(({ id }) => id);
  }
  if (field.type === 'person') return ['me', ...lookups.people.map(({ id }) => id)];
  if (field.type === 'boolean') return [true, false];
  return field.custom ? field.options : (lookups.values[field.key] ?? []);
};

interface ValuePickerProps {
  field: FieldInfo;
  lookups: Lookups;
  values: Value[];
  onChange: (values: Value[]) => void;
}

/** Checkboxes for what is known; where values are free, what is typed can be added. */
export const ValuePicker = ({ field, lookups, values, onChange }: ValuePickerProps) => {
  const [query, setQuery] = useState('');
  const known = optionsOf(field, lookups);
  const all = [...known, ...values.filter((value) => !known.includes(value))];
  const wanted = query.trim().toLowerCase();
  const shown = all.filter((value) => valueLabel(field, value, lookups).toLowerCase().includes(wanted));
  const closed =
    ['person', 'boolean'].includes(field.type) || ['stage', 'stageKind', 'partner'].includes(field.key);
  const free = !closed && wanted !== '' && !all.some((value) => String(value).toLowerCase() === wanted);
  const toggle = (value: Value) =>
    onChange(values.includes(value) ? values.filter((one) => one !== value) : [...values, value]);
  const add = () => {
    onChange([...values, query.trim()]);
    setQuery('');
  };
  return (
    <div className="flex flex-col gap-1">
      {(known.length > 8 || !closed) && (
        <input
          className="input input-small"
          aria-label={m.filter_find_value()}
          placeholder={m.filter_find_value()}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !wanted) return;
            event.preventDefault();
            if (shown[0] !== undefined) toggle(shown[0]);
            else if (free) add();
          }}
          autoComplete="off"
        />
      )}
      <fieldset className="max-h-[220px] overflow-auto">
        <legend className="visually-hidden">{field.label}</legend>
        {shown.map((value) => (
          <label key={String(value)} className="option">
            <input
              type="checkbox"
              className="check"
              checked={values.includes(value)}
              onChange={() => toggle(value)}
            />
            <span className="min-w-0 truncate">{valueLabel(field, value, lookups)}</span>
          </label>
        ))}
        {free && (
          <button type="button" className="option text-accent" onClick={add}>
            {m.filter_add_value({ value: query.trim() })}
          </button>
        )}
      </fieldset>
    </div>
  );
};
