import type { Stage } from '@iperform/contract';
import { useMemo } from 'react';
import { api } from './contract.ts';
import { useRead } from './session.tsx';
import type { StageLook } from './ui/tags.tsx';

/** A stage with its place on the colour ramp. */
export type PaintedStage = Stage & StageLook;

const paint = (stages: Stage[]): PaintedStage[] => {
  const open = stages.filter(({ kind }) => kind === 'open');
  const last = Math.max(1, open.length - 1);
  return stages.map((stage) => ({ ...stage, at: stage.kind === 'open' ? open.indexOf(stage) / last : 1 }));
};

/** The stages of the company in order, ready to be painted, and the reasons a lead may be lost for. */
export const useStages = () => {
  const { data, error, isPending, refetch } = useRead(api.pipeline.read, {}, { staleTime: 5 * 60_000 });
  return useMemo(() => {
    const stages = paint(data?.stages ?? []);
    return {
      stages,
      byId: new Map(stages.map((stage) => [stage.id, stage])),
      lostReasons: data?.lostReasons ?? [],
      error,
      isPending,
      refetch,
    };
  }, [data, error, isPending, refetch]);
};
