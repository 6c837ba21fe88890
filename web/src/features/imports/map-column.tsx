import type { CustomField, CustomType, ImportColumn } from '@iperform/contract';
import { useId } from 'react';
import { m } from '../../paraglide/messages.js';
import { useSession } from '../../session.tsx';
import { keyFor, type MappedColumn, plainTargets, type Target, targetLabel } from './targets.ts';

const types: CustomType[] = ['text', 'number', 'boolean', 'date', 'choice'];
const NEW = 'new';

interface MapColumnProps {
  column: ImportColumn;
  header: string;
  chosen: MappedColumn;
  custom: CustomField[];
  /** What the other columns become, so that new keys differ. */
  others: MappedColumn[];
  error: string | undefined;
  onChange: (column: MappedColumn) => void;
}

/** One column of the file: its name, a few of its values, and what it becomes. */
export const MapColumn = ({ column, header, chosen, custom, others, error, onChange }: MapColumnProps) => {
  const { may } = useSession();
  const id = useId();
  const { index, suggestion } = column;
  const isNew = chosen.newField !== undefined;
  const target = isNew ? NEW : chosen.target;
  const suggestedHere = chosen.target === suggestion.target && suggestion.reason !== 'none';

  const pick = (value: string) => {
    if (value !== NEW) return onChange({ index, target: value as Target });
    const proposed = suggestion.newField;
    const label = proposed?.label ?? header.slice(0, 100);
    const taken = new Set([
      ...custom.map(({ key }) => key),
      ...others.filter((other) => other.index !== index).map((other) => other.target.replace('custom.', '')),
    ]);
    onChange({
      index,
      target: keyFor(proposed?.key ?? label, taken),
      newField: { label, type: proposed?.type ?? 'text' },
    });
  };
  return (
    <li className="imp-column" data-ignored={chosen.target === 'ignore' || undefined}>
      <div className="min-w-0">
        <label htmlFor={id} className="block font-semibold break-words">
          {header}
        </label>
        <p className="imp-samples">
          {column.samples.slice(0, 3).map((sample, i) => (
            <span key={`${String(i)}${sample}`} className="imp-sample">
              {sample}
            </span>
          ))}
        </p>
      </div>
      <div className="imp-becomes">
        <select
          id={id}
          className="input input-small"
          value={target}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${id}-note`}
          onChange={(event) => pick(event.target.value)}
        >
          <option value="ignore">{targetLabel('ignore')}</option>
          <optgroup label={m.imp_lead_fields()}>
            {plainTargets.map((one) => (
              <option key={one} value={one}>
                {targetLabel(one)}
              </option>
            ))}
          </optgroup>
          {(custom.length > 0 || may('settings:write')) && (
            <optgroup label={m.imp_own_fields()}>
              {custom.map((field) => (
                <option key={field.key} value={`custom.${field.key}`}>
                  {field.label}
                </option>
              ))}
              {(may('settings:write') || isNew) && <option value={NEW}>{m.imp_new_field()}</option>}
            </optgroup>
          )}
        </select>
        {isNew && chosen.newField && (
          <>
            <input
              className="input input-small imp-new-name"
              aria-label={m.imp_new_field_name({ column: header })}
              maxLength={100}
              required
              value={chosen.newField.label}
              onChange={({ target: { value } }) =>
                onChange({ ...chosen, newField: { type: chosen.newField?.type ?? 'text', label: value } })
              }
            />
            <select
              className="input input-small imp-new-type"
              aria-label={m.imp_new_field_type({ column: header })}
              value={chosen.newField.type}
              onChange={({ target: { value } }) =>
                onChange({
                  ...chosen,
                  newField: {
                    label: chosen.newField?.label ?? header,
                    type: types.find((type) => type === value) ?? 'text',
                  },
                })
              }
            >
              {types.map((type) => (
                <option key={type} value={type}>
                  {m.imp_type({ type })}
                </option>
              ))}
            </select>
          </>
        )}
        <p id={`${id}-note`} className={error ? 'field-error' : 'hint'}>
          {error ?? (suggestedHere ? m.imp_reason({ reason: suggestion.reason }) : '')}
        </p>
      </div>
    </li>
  );
};
