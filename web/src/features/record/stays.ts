import type { Lead, TimelineEntry } from '@iperform/contract';

/** One uninterrupted time in a stage; `until` null: still there. Epoch milliseconds. */
export interface Stay {
  stageId: string;
  since: number;
  until: number | null;
}

/**
 * Where a lead has been, oldest first, from the part of its story that is loaded (newest first). The first stay is only
 * known where the story is loaded to its beginning.
 */
export const staysOf = (lead: Lead, entries: TimelineEntry[], complete: boolean): Stay[] => {
  const moves = entries
    .flatMap(({ at, changes }) =>
      changes
        .filter(({ field }) => field === 'stageId')
        .map(({ from, to }) => ({ at, from: String(from), to: String(to) })),
    )
    .reverse();
  const stays: Stay[] = [];
  const [first] = moves;
  if (complete && first) stays.push({ stageId: first.from, since: lead.createdAt, until: first.at });
  moves.forEach(({ at, to }, i) => {
    stays.push({ stageId: to, since: at, until: moves[i + 1]?.at ?? null });
  });
  const now = stays.at(-1);
  // The lead itself is the truth of where it is now.
  if (now?.stageId !== lead.stageId) {
    if (now) now.until = lead.stageSince;
    stays.push({ stageId: lead.stageId, since: lead.stageSince, until: null });
  }
  return stays;
};

const DAY = 86_400_000;

/** Whole days spent in each stage, all stays together. */
export const daysInStages = (stays: Stay[], now: number): Map<string, number> => {
  const spent = new Map<string, number>();
  for (const { stageId, since, until } of stays)
    spent.set(stageId, (spent.get(stageId) ?? 0) + ((until ?? now) - since));
  return new Map([...spent].map(([id, ms]) => [id, Math.floor(Math.max(0, ms) / DAY)]));
};
