import type { ImportMapping } from '@iperform/contract';
import { useId, useState } from 'react';
import { api } from '../../contract.ts';
import { useLookups } from '../../lookups.ts';
import { m } from '../../paraglide/messages.js';
import { useRead, useSession } from '../../session.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';

type Options = ImportMapping['options'];
const onMatch: Options['onMatch'][] = ['skip', 'update', 'create'];

/** What holds for all rows of a file. */
export const MapOptions = ({
  options,
  onChange,
}: {
  options: Options;
  onChange: (options: Options) => void;
}) => {
  const { may } = useSession();
  const { values } = useLookups();
  const people = useRead(api.people.list, {}, { enabled: may('people:read'), staleTime: 300_000 }).data;
  const owners = (people?.people ?? []).filter(({ id }) => people?.assignableOwners.includes(id));
  const id = useId();
  // As typed: a comma that is being written must not vanish.
  const [empty, setEmpty] = useState(options.emptyValues.join(', '));
  return (
    <section aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} className="mb-2 text-[15px] font-semibold">
        {m.imp_options()}
      </h2>
      <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
        <SelectField
          label={m.imp_on_match()}
          hint={m.imp_on_match_hint()}
          value={options.onMatch}
          onChange={({ target }) =>
            onChange({ ...options, onMatch: onMatch.find((one) => one === target.value) ?? 'skip' })
          }
        >
          {onMatch.map((one) => (
            <option key={one} value={one}>
              {m.imp_on_match_name({ choice: one })}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={m.imp_default_owner()}
          value={options.ownerId ?? ''}
          onChange={({ target }) => onChange({ ...options, ownerId: target.value || null })}
        >
          <option value="">{m.imp_no_owner()}</option>
          {owners.map((person) => (
            <option key={person.id} value={person.id}>
              {person.name}
            </option>
          ))}
        </SelectField>
        <TextField
          label={m.imp_default_source()}
          maxLength={100}
          list={`${id}-sources`}
          autoComplete="off"
          value={options.source}
          onChange={({ target }) => onChange({ ...options, source: target.value })}
        />
        <datalist id={`${id}-sources`}>
          {values.source?.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
        <TextField
          label={m.imp_empty_values()}
          hint={m.imp_empty_values_hint()}
          autoComplete="off"
          value={empty}
          onChange={({ target }) => {
            setEmpty(target.value);
            const words = target.value.split(',').map((word) => word.trim().slice(0, 40));
            onChange({ ...options, emptyValues: [...new Set(words.filter(Boolean))].slice(0, 20) });
          }}
        />
      </div>
    </section>
  );
};
