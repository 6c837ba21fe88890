import type { Lead } from '@iperform/contract';
import { useMutation } from '@tanstack/react-query';
import { CalendarPlus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { addDays, clockOf, instantOf } from '../../ui/format.ts';
import { PopoverButton } from '../../ui/popup-button.tsx';
import { DueBadge } from '../../ui/tags.tsx';
import { toast } from '../../ui/toast.tsx';
import { EditConflict, useSaveEdit } from './change-lead.ts';

/** When the lead is due, in words and colour; dashed where nothing is planned. */
export const NextStepMark = ({ lead }: { lead: Lead }) => {
  const format = useFormat();
  const at = lead.nextFollowupAt;
  return (
    <DueBadge state={format.due(at)}>
      {at !== null && (format.due(at) === 'today' ? format.time(at) : format.dateTime(at))}
    </DueBadge>
  );
};

/** The day a week begins on after the week of `day`. */
const nextMonday = (day: string): string =>
  addDays(day, (8 - new Date(`${day}T00:00:00Z`).getUTCDay()) % 7 || 7);

/** Sets the next step with one click on a usual moment, or on any other. */
export const SetNextStep = ({ lead, children }: { lead: Lead; children?: ReactNode }) => {
  const act = lead.nextFollowupAt === null ? m.record_set_step() : m.record_change_step();
  return (
    <PopoverButton
      popupLabel={act}
      className={`btn btn-quiet ${children ? 'btn-small font-normal! -ml-2' : ''}`}
      button={
        <>
          {children}
          <CalendarPlus size={15} aria-hidden="true" />
          <span className={children ? 'visually-hidden' : ''}>{act}</span>
        </>
      }
    >
      {(close) => <StepPanel lead={lead} onDone={close} />}
    </PopoverButton>
  );
};

const EVENING = '18:00';
const MORNING = '10:00';

const StepPanel = ({ lead, onDone }: { lead: Lead; onDone: () => void }) => {
  const format = useFormat();
  const today = format.today();
  const at = lead.nextFollowupAt;
  const [day, setDay] = useState(at === null ? addDays(today, 1) : format.dayOf(at));
  const [clock, setClock] = useState(at === null ? MORNING : clockOf(at, format.timeZone));
  const saveEdit = useSaveEdit();
  const save = useMutation({
    mutationFn: (nextFollowupAt: number | null) =>
      saveEdit({ base: lead, patch: { nextFollowupAt }, part: ({ nextFollowupAt: now }) => now }),
    onSuccess: ({ nextFollowupAt }) => {
      toast(
        nextFollowupAt === null
          ? m.record_step_cleared()
          : m.record_step_saved({ when: format.dateTime(nextFollowupAt) }),
      );
      onDone();
    },
  });
  const evening = instantOf(today, EVENING, format.timeZone);
  const picks = [
    ...(evening > Date.now() ? [{ label: m.record_this_evening(), when: evening }] : []),
    { label: m.record_tomorrow(), when: instantOf(addDays(today, 1), MORNING, format.timeZone) },
    { label: m.record_next_week(), when: instantOf(nextMonday(today), MORNING, format.timeZone) },
  ];
  const problem =
    save.error instanceof EditConflict
      ? m.record_step_conflict({
          when:
            save.error.theirs.nextFollowupAt === null
              ? m.due_none()
              : format.dateTime(save.error.theirs.nextFollowupAt),
        })
      : save.error && errorText(save.error);
  return (
    <div className="w-[300px] max-w-full p-1.5">
      {picks.map(({ label, when }) => (
        <button
          key={label}
          type="button"
          className="option justify-between"
          aria-disabled={save.isPending || undefined}
          onClick={() => !save.isPending && save.mutate(when)}
        >
          <span>{label}</span>
          <span className="text-[13px] text-muted">{format.dateTime(when)}</span>
        </button>
      ))}
      <form
        className="mt-1 border-t border-line px-2.5 pt-2 pb-1"
        onSubmit={(event) => {
          event.preventDefault();
          if (day && clock && !save.isPending) save.mutate(instantOf(day, clock, format.timeZone));
        }}
      >
        <div className="grid grid-cols-[1fr_112px] gap-2">
          <TextField
            small
            label={m.record_day()}
            type="date"
            required
            value={day}
            onChange={(event) => setDay(event.target.value)}
          />
          <TextField
            small
            label={m.record_time()}
            type="time"
            required
            value={clock}
            onChange={(event) => setClock(event.target.value)}
          />
        </div>
        {problem && (
          <p role="alert" className="field-error">
            {problem}
          </p>
        )}
        <div className="mt-2 flex justify-between gap-2">
          {at !== null ? (
            <Button small look="quiet" onClick={() => save.mutate(null)}>
              {m.record_clear_step()}
            </Button>
          ) : (
            <span />
          )}
          <Button small look="primary" type="submit" busy={save.isPending}>
            {m.record_save()}
          </Button>
        </div>
      </form>
    </div>
  );
};
