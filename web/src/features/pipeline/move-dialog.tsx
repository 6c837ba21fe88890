import type { Lead } from '@iperform/contract';
import { type FormEvent, useRef, useState } from 'react';
import { ApiError, call } from '../../api.ts';
import { api } from '../../contract.ts';
import { errorText } from '../../error-text.ts';
import { useLookups } from '../../lookups.ts';
import { m } from '../../paraglide/messages.js';
import { useFormat } from '../../session.tsx';
import { type PaintedStage, useStages } from '../../stages.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { toMajor } from '../../ui/format.ts';
import { type Answers, bodyOf, checkAnswers } from './move-answers.ts';
import { MoveField } from './move-field.tsx';
import { type MoveNeed, needOf } from './move-needs.ts';

interface MoveDialogProps {
  lead: Lead;
  to: PaintedStage;
  needs: MoveNeed[];
  problems: Partial<Record<MoveNeed, string>>;
  onMoved: (lead: Lead) => void;
  onCancel: () => void;
  /** The server refuses the move as such; nothing in this form would help. */
  onRefused: (error: unknown) => void;
}

/** Asks for what a stage needs before a lead may enter it, and moves the lead. */
export const MoveDialog = ({ lead, to, needs, problems, onMoved, onCancel, onRefused }: MoveDialogProps) => {
  const { timeZone, today } = useFormat();
  const lookups = useLookups();
  const { lostReasons } = useStages();
  const form = useRef<HTMLFormElement>(null);
  const [shown, setShown] = useState(needs);
  const [errors, setErrors] = useState(problems);
  const [general, setGeneral] = useState('');
  const [busy, setBusy] = useState(false);
  const [answers, setAnswers] = useState<Answers>({
    wonValue: lead.valueMinor ? String(toMajor(lead.valueMinor, lead.currency)) : '',
    wonOn: today(),
    clock: '10:00',
  });

  const fail = (found: Partial<Record<MoveNeed, string>>): void => {
    setErrors(found);
    setShown((before) => [...new Set([...before, ...(Object.keys(found) as MoveNeed[])])]);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const wrong = checkAnswers(shown, answers, today());
    if (Object.keys(wrong).length) return fail(wrong);
    setBusy(true);
    setGeneral('');
    try {
      const body = bodyOf(shown, answers, { timeZone, currency: lead.currency });
      onMoved(
        await call(api.leads.move, {
          params: { id: lead.id },
          body: { stageId: to.id, version: lead.version, ...body },
        }),
      );
    } catch (error) {
      setBusy(false);
      if (!(error instanceof ApiError)) return setGeneral(errorText(error));
      const found: Partial<Record<MoveNeed, string>> = {};
      for (const { field, message } of error.fields) {
        const need = needOf(field);
        if (need) found[need] = message;
      }
      if (Object.keys(found).length) return fail(found);
      if (error.code === 'STALE_VERSION' || error.code === 'TRANSITION_REFUSED') return onRefused(error);
      setGeneral(errorText(error));
    }
  };
  return (
    <Dialog
      open
      onClose={onCancel}
      title={m.move_title({ stage: to.name })}
      description={m.move_asks({ name: lead.name })}
      width={460}
    >
      <form ref={form} noValidate className="flex min-h-0 flex-col" onSubmit={(event) => void submit(event)}>
        <DialogBody>
          {general && (
            <p role="alert" className="mb-3 rounded-[5px] bg-danger-bg px-3 py-2 text-danger">
              {general}
            </p>
          )}
          <div className="flex flex-col gap-3 py-1">
            {shown.map((need) => (
              <MoveField
                key={need}
                need={need}
                answers={answers}
                error={errors[need]}
                lookups={lookups}
                lostReasons={lostReasons}
                currency={lead.currency}
                onChange={(change) => {
                  setAnswers((before) => ({ ...before, ...change }));
                  setErrors(({ [need]: _, ...others }) => others);
                }}
              />
            ))}
          </div>
        </DialogBody>
        <DialogFoot>
          <Button look="quiet" onClick={onCancel}>
            {m.cancel()}
          </Button>
          <Button type="submit" look="primary" busy={busy}>
            {m.move_confirm({ stage: to.name })}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
};
