import type { LeadCondition } from '@iperform/contract';
import { ArrowLeft, ChevronRight } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Lookups } from '../../lookups.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { type FieldInfo, fieldInfo, filterFields, type Question, questionsOf } from './fields.ts';
import { buildCondition, type Draft, draftOf } from './filter-draft.ts';
import { ValuePicker } from './value-picker.tsx';

interface EditorProps {
  lookups: Lookups;
  /** The condition to change; absent for a new one. */
  condition?: LeadCondition;
  onApply: (condition: LeadCondition) => void;
}

/** Content of the filter popup: choose a field, then what to ask of it. */
export const FilterEditor = ({ lookups, condition, onApply }: EditorProps) => {
  const { currency } = useFormat();
  const [draft, setDraft] = useState<Draft | null>(() => (condition ? draftOf(condition, currency) : null));
  if (!draft)
    return (
      <FieldList
        fields={filterFields(lookups.custom)}
        onPick={(field) =>
          setDraft({
            field: field.key,
            question: questionsOf(field)[0] ?? 'in',
            values: [],
            text: '',
            from: '',
            to: '',
          })
        }
      />
    );
  const field = fieldInfo(draft.field, lookups.custom);
  const built = buildCondition(field, draft, currency);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (built) onApply(built);
  };
  return (
    <form className="flex w-[300px] flex-col gap-3 p-3" onSubmit={submit}>
      <div className="flex items-center gap-1">
        {!condition && (
          <IconButton label={m.back()} small onClick={() => setDraft(null)}>
            <ArrowLeft size={15} />
          </IconButton>
        )}
        <strong className="font-semibold">{field.label}</strong>
      </div>
      <SelectField
        label={<span className="visually-hidden">{m.filter_question()}</span>}
        small
        autoFocus
        value={draft.question}
        onChange={(e) => setDraft({ ...draft, question: e.target.value as Question })}
      >
        {questionsOf(field).map((question) => (
          <option key={question} value={question}>
            {m.filter_asks({ question })}
          </option>
        ))}
      </SelectField>
      <DraftValue field={field} draft={draft} lookups={lookups} onChange={setDraft} />
      <div className="flex justify-end">
        <Button type="submit" look="primary" disabled={!built}>
          {m.filter_apply()}
        </Button>
      </div>
    </form>
  );
};

const FieldList = ({ fields, onPick }: { fields: FieldInfo[]; onPick: (field: FieldInfo) => void }) => {
  const [query, setQuery] = useState('');
  const shown = fields.filter(({ label }) => label.toLowerCase().includes(query.trim().toLowerCase()));
  return (
    <div className="flex w-[260px] flex-col">
      <div className="p-2">
        <input
          className="input input-small"
          aria-label={m.filter_find_field()}
          placeholder={m.filter_find_field()}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && shown[0]) onPick(shown[0]);
          }}
          autoComplete="off"
        />
      </div>
      <ul className="max-h-[300px] overflow-auto px-1 pb-1">
        {shown.map((field) => (
          <li key={field.key}>
            <button type="button" className="option justify-between" onClick={() => onPick(field)}>
              {field.label}
              <ChevronRight size={14} className="text-muted" aria-hidden="true" />
            </button>
          </li>
        ))}
        {shown.length === 0 && <li className="p-2.5 text-muted">{m.filter_no_field()}</li>}
      </ul>
    </div>
  );
};

interface DraftValueProps {
  field: FieldInfo;
  draft: Draft;
  lookups: Lookups;
  onChange: (draft: Draft) => void;
}

/** The part of the form that takes the value, by kind of question. */
const DraftValue = ({ field, draft, lookups, onChange }: DraftValueProps) => {
  const { currency } = useFormat();
  switch (draft.question) {
    case 'in':
    case 'notIn':
      return (
        <ValuePicker
          field={field}
          lookups={lookups}
          values={draft.values}
          onChange={(values) => onChange({ ...draft, values })}
        />
      );
    case 'starts':
      return (
        <TextField
          label={m.filter_text()}
          small
          value={draft.text}
          onChange={(e) => onChange({ ...draft, text: e.target.value })}
        />
      );
    case 'gte':
    case 'lt':
      return (
        <TextField
          label={field.type === 'money' ? m.filter_amount({ currency }) : m.filter_number()}
          small
          inputMode="decimal"
          value={draft.text}
          onChange={(e) => onChange({ ...draft, text: e.target.value })}
        />
      );
    case 'between':
      return (
        <>
          {field.type === 'entered' && (
            <SelectField
              label={m.field_label({ field: 'stage' })}
              small
              value={draft.values[0] === undefined ? '' : String(draft.values[0])}
              onChange={(e) => onChange({ ...draft, values: e.target.value ? [e.target.value] : [] })}
            >
              <option value="">{m.choose()}</option>
              {lookups.stages.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </SelectField>
          )}
          <div className="grid grid-cols-2 gap-2">
            <TextField
              label={m.filter_from()}
              small
              type="date"
              value={draft.from}
              onChange={(e) => onChange({ ...draft, from: e.target.value })}
            />
            <TextField
              label={m.filter_to()}
              small
              type="date"
              value={draft.to}
              onChange={(e) => onChange({ ...draft, to: e.target.value })}
            />
          </div>
        </>
      );
    default:
      return null;
  }
};
