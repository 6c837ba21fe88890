import type { ImportMapping, LeadImport } from '@iperform/contract';
import { useLayoutEffect, useRef } from 'react';
import { ApiError } from '../../api.ts';
import { errorText } from '../../error-text.ts';
import { useLookups } from '../../lookups.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat, useSession } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { useDraft } from '../../use-draft.ts';
import { MapColumn } from './map-column.tsx';
import { MapOptions } from './map-options.tsx';
import { clashes, type MappedColumn, startMapping } from './targets.ts';
import { useImportActs } from './use-import.ts';

/** What the server says of one column: `columns.3.target` is about the fourth of those sent. */
const columnProblems = (error: Error | null): Map<number, string> =>
  new Map(
    error instanceof ApiError
      ? error.fields.flatMap(({ field, message }) => {
          const at = /^columns\.(\d+)/.exec(field)?.[1];
          return at === undefined ? [] : [[Number(at), message] as const];
        })
      : [],
  );

/** The second step: what each column of the file becomes, and what holds for all rows. */
export const MapStep = ({ item, onDone }: { item: LeadImport; onDone: () => void }) => {
  const { company } = useSession();
  const format = useFormat();
  const { custom } = useLookups();
  const { map, sheet } = useImportActs(item.id);
  const [draft, setDraft, clear] = useDraft<ImportMapping>(
    `iperform.import.${company.id}.${item.id}.${item.sheet}`,
    () => startMapping(item),
  );
  const clash = clashes(draft.columns);
  const refused = columnProblems(map.error);
  const header = (index: number) =>
    item.columns.find((column) => column.index === index)?.header || m.imp_unnamed({ number: index + 1 });
  const taken = draft.columns.filter(({ target }) => target !== 'ignore').length;
  const set = (index: number, column: MappedColumn) =>
    setDraft({ ...draft, columns: draft.columns.map((one) => (one.index === index ? column : one)) });

  const form = useRef<HTMLFormElement>(null);
  const problem = map.error;
  useLayoutEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [problem]);
  const submit = () => {
    if (map.isPending) return;
    if (clash.size > 0) return form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
    map.mutate(draft, {
      onSuccess: () => {
        clear();
        onDone();
      },
    });
  };

  return (
    <form
      ref={form}
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {item.sheets.length > 1 && (
        <SelectField
          className="max-w-[320px]"
          label={m.imp_sheet()}
          value={item.sheet}
          disabled={sheet.isPending}
          onChange={({ target }) => sheet.mutate(target.value)}
        >
          {item.sheets.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </SelectField>
      )}
      <section aria-labelledby="columns-title">
        <div className="mb-1 flex flex-wrap items-baseline justify-between gap-x-4">
          <h2 id="columns-title" className="text-[15px] font-semibold">
            {m.imp_columns()}
          </h2>
          <p className="text-[13.5px] text-muted" aria-live="polite">
            {m.imp_columns_taken({
              taken: format.number(taken),
              all: format.number(item.columns.length),
            })}
          </p>
        </div>
        <ul className="imp-columns">
          {item.columns.map((column) => {
            const at = draft.columns.findIndex(({ index }) => index === column.index);
            const chosen = draft.columns[at];
            const earlier = clash.get(column.index);
            return (
              chosen && (
                <MapColumn
                  key={column.index}
                  column={column}
                  chosen={chosen}
                  header={header(column.index)}
                  custom={custom}
                  others={draft.columns}
                  error={earlier !== undefined ? m.imp_clash({ column: header(earlier) }) : refused.get(at)}
                  onChange={(next) => set(column.index, next)}
                />
              )
            );
          })}
        </ul>
      </section>
      <MapOptions options={draft.options} onChange={(options) => setDraft({ ...draft, options })} />
      {problem && refused.size === 0 && (
        <p role="alert" className="imp-problem">
          {errorText(problem)}
        </p>
      )}
      <div className="imp-foot">
        <span className="text-[13.5px] text-muted">{m.imp_check_hint()}</span>
        <Button type="submit" look="primary" busy={map.isPending}>
          {m.imp_check()}
        </Button>
      </div>
    </form>
  );
};
