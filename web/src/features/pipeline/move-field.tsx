import { api } from '../../contract.ts';
import type { Lookups } from '../../lookups.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat, useRead, useSession } from '../../session.tsx';
import { SelectField, TextAreaField, TextField } from '../../ui/field.tsx';
import type { Answers } from './move-answers.ts';
import type { MoveNeed } from './move-needs.ts';

interface MoveFieldProps {
  need: MoveNeed;
  answers: Answers;
  error: string | undefined;
  lookups: Lookups;
  lostReasons: string[];
  currency: string;
  onChange: (change: Answers) => void;
}

/** One thing a stage asks for. */
export const MoveField = ({
  need,
  answers,
  error,
  lookups,
  lostReasons,
  currency,
  onChange,
}: MoveFieldProps) => {
  const { today } = useFormat();
  const value = answers[need] ?? '';
  const change = (event: { target: { value: string } }) => onChange({ [need]: event.target.value });
  const label = need === 'note' ? m.move_note() : m.field_label({ field: need });
  const shared = { label, value, error, onChange: change, required: true };
  switch (need) {
    case 'note':
      return <TextAreaField {...shared} rows={3} />;
    case 'lostReason':
      return lostReasons.length === 0 ? (
        <TextField {...shared} />
      ) : (
        <SelectField {...shared}>
          <option value="">{m.choose()}</option>
          {lostReasons.map((reason) => (
            <option key={reason}>{reason}</option>
          ))}
        </SelectField>
      );
    case 'owner':
      return <OwnerField {...shared} />;
    case 'value':
    case 'wonValue':
      return (
        <TextField {...shared} label={`${label} (${currency})`} inputMode="decimal" autoComplete="off" />
      );
    case 'wonOn':
      return <TextField {...shared} type="date" max={today()} />;
    case 'nextFollowupAt':
      return (
        <div className="grid grid-cols-[1fr_120px] gap-2">
          <TextField {...shared} type="date" min={today()} />
          <TextField
            label={m.at_clock()}
            type="time"
            value={answers.clock ?? ''}
            onChange={(e) => onChange({ clock: e.target.value })}
          />
        </div>
      );
    case 'product':
      return (
        <>
          <TextField {...shared} list="move-products" autoComplete="off" />
          <datalist id="move-products">
            {lookups.values.product?.map((product) => (
              <option key={product} value={product} />
            ))}
          </datalist>
        </>
      );
    default:
      return (
        <TextField
          {...shared}
          type={need === 'email' ? 'email' : need === 'phone' ? 'tel' : 'text'}
          autoComplete="off"
        />
      );
  }
};

const OwnerField = (props: {
  label: string;
  value: string;
  error: string | undefined;
  onChange: (event: { target: { value: string } }) => void;
}) => {
  const { may } = useSession();
  const people = useRead(api.people.list, {}, { enabled: may('people:read') }).data;
  return (
    <SelectField {...props} required>
      <option value="">{m.choose()}</option>
      {people?.people
        .filter(({ id }) => people.assignableOwners.includes(id))
        .map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
    </SelectField>
  );
};
