import type { ImportCounts, LeadImport, RowOutcome } from '@iperform/contract';
import { rowOutcomes } from '../../contract.ts';
import { m } from '../../paraglide/messages.js';
import type { Formatter } from '../../session.tsx';

/** `9,000 created · 120 updated`: what there is of each outcome. */
export const countsLine = (counts: ImportCounts, format: Formatter): string =>
  rowOutcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => outcomeCount(outcome, counts[outcome], format))
    .join(' · ') || m.imp_no_rows();

/** `120 updated`. */
export const outcomeCount = (outcome: RowOutcome, count: number, format: Formatter): string =>
  m.imp_outcome_count({ outcome, number: format.number(count) });

/** `9,237 read = 9,000 created + 237 rejected`: every row of the file has come to something. */
export const balanceLine = (counts: ImportCounts, format: Formatter): string =>
  m.imp_balance({
    read: format.number(counts.read),
    parts: rowOutcomes.map((outcome) => outcomeCount(outcome, counts[outcome], format)).join(' + '),
  });

/** `9,236 deleted, 0 restored to what they were, 1 left alone`. */
export const undoLine = (undo: NonNullable<LeadImport['undo']>, format: Formatter): string =>
  m.imp_undone({
    deleted: format.number(undo.deleted),
    restored: format.number(undo.restored),
    kept: format.number(undo.kept),
  });
