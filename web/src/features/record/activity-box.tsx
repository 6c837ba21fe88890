import type { ActivityKind, Lead } from '@iperform/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { call } from '../../api.ts';
import { activityKinds, api } from '../../contract.ts';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { useSession } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import { useDraft } from '../../use-draft.ts';

interface Draft {
  kind: ActivityKind;
  text: string;
}
const LONGEST = 5000;

/** Writes down what happened. What is typed survives a reload; Ctrl+Enter saves. */
export const ActivityBox = ({ lead, aside }: { lead: Lead; aside?: ReactNode }) => {
  const { company } = useSession();
  const client = useQueryClient();
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const [draft, setDraft, clear] = useDraft<Draft>(`iperform.activity.${company.id}.${lead.id}`, () => ({
    kind: 'note',
    text: '',
  }));
  const text = draft.text.trim();
  const save = useMutation({
    mutationFn: () =>
      call(api.leads.addActivity, { params: { id: lead.id }, body: { kind: draft.kind, text } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: [company.id, 'leads'] });
      toast(m.record_activity_saved({ kind: draft.kind }));
      clear();
      field.current?.focus();
    },
  });
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (text === '') field.current?.focus();
    else if (!save.isPending) save.mutate();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
  };
  return (
    <form className="record-box" onSubmit={submit} aria-label={m.record_box()}>
      <fieldset className="tabs px-3">
        <legend className="visually-hidden">{m.record_kind()}</legend>
        {activityKinds.map((kind) => (
          <label key={kind} className="tab record-kind">
            <input
              type="radio"
              name={`${id}-kind`}
              className="visually-hidden"
              checked={draft.kind === kind}
              onChange={() => setDraft({ ...draft, kind })}
            />
            {m.record_activity({ kind })}
          </label>
        ))}
      </fieldset>
      <textarea
        ref={field}
        className="record-text"
        aria-label={m.record_activity({ kind: draft.kind })}
        placeholder={m.record_placeholder({ kind: draft.kind })}
        aria-describedby={save.error ? `${id}-error` : undefined}
        aria-invalid={save.error ? true : undefined}
        aria-keyshortcuts="Control+Enter"
        maxLength={LONGEST}
        rows={3}
        value={draft.text}
        onChange={(event) => setDraft({ ...draft, text: event.target.value })}
        onKeyDown={onKeyDown}
      />
      {save.error && (
        <p id={`${id}-error`} role="alert" className="field-error px-3">
          {errorText(save.error)}
        </p>
      )}
      <div className="flex flex-wrap items-center justify-between gap-2 px-3 pb-3">
        {aside ?? <span />}
        <span className="flex items-center gap-2">
          <span className="kbd max-md:hidden" aria-hidden="true">
            Ctrl ↵
          </span>
          <Button type="submit" look="primary" busy={save.isPending}>
            {m.record_save_activity({ kind: draft.kind })}
          </Button>
        </span>
      </div>
    </form>
  );
};
