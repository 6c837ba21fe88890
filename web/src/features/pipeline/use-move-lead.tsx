import type { Lead } from '@iperform/contract';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import { ApiError, call } from '../../api.ts';
import { api } from '../../contract.ts';
import { errorText } from '../../error-text.ts';
import { m } from '../../paraglide/messages.js';
import { useSession } from '../../session.tsx';
import { type PaintedStage, useStages } from '../../stages.ts';
import { toast } from '../../ui/toast.tsx';
import { type MoveNeed, needOf, needsOf } from './move-needs.ts';

const MoveDialog = lazy(async () => ({ default: (await import('./move-dialog.tsx')).MoveDialog }));

interface Question {
  lead: Lead;
  to: PaintedStage;
  needs: MoveNeed[];
  /** What the server said of each field, where it was asked first. */
  problems: Partial<Record<MoveNeed, string>>;
  answer: (lead: Lead | null) => void;
}

/**
 * Moves leads from stage to stage; asks for what the target needs. `move` gives the lead as it is then, or null where
 * the person cancelled or the server refused (it has been said why). Render `dialog` somewhere.
 */
export const useMoveLead = (): {
  move: (lead: Lead, to: PaintedStage) => Promise<Lead | null>;
  dialog: ReactNode;
} => {
  const { company } = useSession();
  const client = useQueryClient();
  const { byId } = useStages();
  const [question, setQuestion] = useState<Question | null>(null);

  const ask = useCallback(
    (lead: Lead, to: PaintedStage, needs: MoveNeed[], problems: Question['problems'] = {}) =>
      new Promise<Lead | null>((resolve) => {
        const answer = (moved: Lead | null): void => {
          setQuestion(null);
          resolve(moved);
        };
        setQuestion({ lead, to, needs, problems, answer });
      }),
    [],
  );

  const refused = useCallback(
    (error: unknown, lead: Lead): null => {
      const stale = error instanceof ApiError && error.code === 'STALE_VERSION';
      toast(
        stale
          ? m.move_stale({ name: lead.name })
          : m.move_failed({ name: lead.name, reason: errorText(error) }),
        {
          tone: 'error',
        },
      );
      if (stale) void client.invalidateQueries({ queryKey: [company.id, 'leads'] });
      return null;
    },
    [client, company.id],
  );

  const move = useCallback(
    async (lead: Lead, to: PaintedStage): Promise<Lead | null> => {
      const needs = needsOf(lead, byId.get(lead.stageId), to);
      if (needs.length) return ask(lead, to, needs);
      try {
        return await call(api.leads.move, {
          params: { id: lead.id },
          body: { stageId: to.id, version: lead.version },
        });
      } catch (error) {
        if (error instanceof ApiError && error.code === 'STAGE_REQUIREMENTS') {
          const problems: Question['problems'] = {};
          for (const { field, message } of error.fields) {
            const need = needOf(field);
            if (need) problems[need] = message;
          }
          const asked = Object.keys(problems) as MoveNeed[];
          if (asked.length) return ask(lead, to, asked, problems);
        }
        return refused(error, lead);
      }
    },
    [byId, ask, refused],
  );

  const dialog = question && (
    <Suspense>
      <MoveDialog
        lead={question.lead}
        to={question.to}
        needs={question.needs}
        problems={question.problems}
        onMoved={question.answer}
        onCancel={() => question.answer(null)}
        onRefused={(error) => question.answer(refused(error, question.lead))}
      />
    </Suspense>
  );
  return { move, dialog };
};
