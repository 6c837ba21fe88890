import type { Lead } from '@iperform/contract';
import { useMutation } from '@tanstack/react-query';
import { Check, Plus, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { ApiError } from '../../api.ts';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { Button, IconButton } from '../../ui/button.tsx';
import { EditConflict, useSaveEdit } from './change-lead.ts';
import type { Draft, Fact } from './facts.tsx';

const problemText = (error: Error | null): string => {
  if (!error || error instanceof EditConflict) return '';
  if (error instanceof ApiError && error.fields.length)
    return error.fields.map(({ message }) => message).join('; ');
  return errorText(error);
};

/** The line of a list that a problem such as `emails.1` is about; -1: the whole field. */
const badLine = (error: Error | null): number =>
  error instanceof ApiError ? Number(/\.(\d+)$/.exec(error.fields[0]?.field ?? '')?.[1] ?? -1) : -1;

interface FactEditorProps {
  fact: Fact;
  lead: Lead;
  /** Saved or given up: the editor is to go. */
  onDone: () => void;
  big?: boolean;
}

/** Edits one field in its place: Enter saves, Esc gives up; what the server refuses is said at the field. */
export const FactEditor = ({ fact, lead, onDone, big }: FactEditorProps) => {
  // The lead as it was when the edit began: live news must not make an old draft look fresh.
  const [base, setBase] = useState(lead);
  const [draft, setDraft] = useState<Draft>(() => {
    const read = fact.read(lead);
    return fact.input === 'lines' && read.length === 0 ? [''] : read;
  });
  const [wrong, setWrong] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const saveEdit = useSaveEdit();
  const save = useMutation({ mutationFn: saveEdit, onSuccess: onDone });
  const conflict = save.error instanceof EditConflict ? save.error.theirs : null;
  const problem = wrong || problemText(save.error);

  // Into the field when the editor opens, and back to it when something is wrong with it.
  useEffect(() => {
    const control = form.current?.querySelector<HTMLElement>('[aria-invalid], input, select');
    control?.focus();
    if (!problem && control instanceof HTMLInputElement && control.type === 'text') control.select();
  }, [problem]);

  const submit = (from: Lead) => {
    if (save.isPending) return;
    if (JSON.stringify(fact.read(from)) === JSON.stringify(draft)) return onDone();
    const patch = fact.write(draft);
    if (typeof patch === 'string') return setWrong(patch);
    setWrong('');
    setBase(from);
    save.mutate({ base: from, patch, part: fact.read });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onDone();
  };
  const set = (at: number, text: string) => setDraft(draft.map((line, i) => (i === at ? text : line)));
  const bad = badLine(save.error);
  const wiring = (at = 0) => ({
    className: `input input-small ${big ? 'text-[18px]! h-10!' : ''}`,
    'aria-label': fact.label,
    'aria-invalid': (problem !== '' && (bad < 0 || bad === at)) || undefined,
    'aria-describedby': problem ? `${id}-error` : undefined,
    value: draft[at] ?? '',
  });

  if (conflict)
    return (
      <Conflict
        fact={fact}
        theirs={conflict}
        mine={fact.words(draft)}
        busy={save.isPending}
        onMine={() => submit(conflict)}
        onTheirs={onDone}
      />
    );
  return (
    <form
      ref={form}
      noValidate
      className="min-w-0 py-1"
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        submit(base);
      }}
    >
      <div className="flex flex-col gap-1">
        {fact.input === 'select' && (
          <select {...wiring()} onChange={(event) => set(0, event.target.value)}>
            {!fact.choices?.some(({ value }) => value === draft[0]) && (
              <option value={draft[0]}>{fact.show?.(base) ?? m.record_nobody()}</option>
            )}
            {fact.choices?.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
        {(fact.input === 'text' || fact.input === 'date') && (
          <input
            {...wiring()}
            type={fact.input}
            list={fact.suggestions ? `${id}-list` : undefined}
            autoComplete="off"
            onChange={(event) => set(0, event.target.value)}
          />
        )}
        {fact.input === 'number' && (
          <input
            {...wiring()}
            inputMode="decimal"
            autoComplete="off"
            onChange={(event) => set(0, event.target.value)}
          />
        )}
        {fact.input === 'money' && (
          <div className="flex gap-1">
            <input
              {...wiring()}
              inputMode="decimal"
              autoComplete="off"
              onChange={(event) => set(0, event.target.value)}
            />
            <select
              {...wiring(1)}
              className="input input-small w-[84px]! flex-none"
              aria-label={m.record_currency()}
              onChange={(event) => set(1, event.target.value)}
            >
              {[...new Set([...(fact.choices ?? []).map(({ value }) => value), draft[1] ?? ''])].map(
                (value) => (
                  <option key={value}>{value}</option>
                ),
              )}
            </select>
          </div>
        )}
        {fact.input === 'lines' &&
          draft.map((_, at) => (
            <div key={`line${String(at)}`} className="flex gap-1">
              <input
                {...wiring(at)}
                type={fact.lineType}
                list={fact.suggestions ? `${id}-list` : undefined}
                autoComplete="off"
                onChange={(event) => set(at, event.target.value)}
              />
              <IconButton
                label={m.record_remove_line({ value: draft[at] || String(at + 1) })}
                onClick={() => setDraft(draft.filter((__, i) => i !== at))}
              >
                <X size={14} />
              </IconButton>
            </div>
          ))}
      </div>
      {fact.suggestions && (
        <datalist id={`${id}-list`}>
          {fact.suggestions.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      )}
      {problem && (
        <p id={`${id}-error`} className="field-error" role="alert">
          {problem}
        </p>
      )}
      <div className="mt-1 flex flex-wrap gap-1">
        <Button
          type="submit"
          small
          look="primary"
          busy={save.isPending}
          icon={<Check size={14} aria-hidden="true" />}
        >
          {m.record_save()}
        </Button>
        <Button small look="quiet" onClick={onDone}>
          {m.cancel()}
        </Button>
        {fact.input === 'lines' && (
          <Button
            small
            look="quiet"
            icon={<Plus size={14} aria-hidden="true" />}
            onClick={() => setDraft([...draft, ''])}
          >
            {m.record_add_line()}
          </Button>
        )}
      </div>
    </form>
  );
};

interface ConflictProps {
  fact: Fact;
  theirs: Lead;
  mine: string;
  busy: boolean;
  onMine: () => void;
  onTheirs: () => void;
}

/** Two people changed one field: shows both values and lets the second one choose. */
const Conflict = ({ fact, theirs, mine, busy, onMine, onTheirs }: ConflictProps) => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const theirWords = fact.words(fact.read(theirs)) || (fact.show?.(theirs) ?? '');
  return (
    <div ref={box} role="alert" tabIndex={-1} className="record-conflict">
      <p className="font-semibold">{m.record_conflict({ field: fact.label })}</p>
      <dl className="my-1.5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
        <dt className="text-muted">{m.record_theirs()}</dt>
        <dd className="break-words">{theirWords || m.record_empty()}</dd>
        <dt className="text-muted">{m.record_mine()}</dt>
        <dd className="break-words">{mine || m.record_empty()}</dd>
      </dl>
      <div className="flex flex-wrap gap-1">
        <Button small look="primary" busy={busy} onClick={onMine}>
          {m.record_keep_mine()}
        </Button>
        <Button small onClick={onTheirs}>
          {m.record_take_theirs()}
        </Button>
      </div>
    </div>
  );
};
