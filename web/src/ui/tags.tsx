import type { StageKind } from '@iperform/contract';
import type { CSSProperties, ReactNode } from 'react';
import { m } from '../paraglide/messages.js';
import { type DueState, initials } from './format.ts';

/** What is needed of a stage to paint it. */
export interface StageLook {
  name: string;
  kind: StageKind;
  /** 0 for the first open stage, 1 for the last: its place on the teal ramp. */
  at: number;
}

/** Class and custom property that give an element its `--stage` colour. */
export const stageColour = ({
  kind,
  at,
}: Pick<StageLook, 'kind' | 'at'>): { className: string; style: CSSProperties } => ({
  className: `stage-${kind}`,
  style: { '--stage-at': `${Math.round(at * 100)}%` } as CSSProperties,
});

/** Coloured mark and name of a stage; won is a diamond and lost a dot, so that colour is not the only sign. */
export const StageTag = ({ stage }: { stage: StageLook }) => {
  const { className, style } = stageColour(stage);
  return (
    <span className={`tag ${className}`} style={style}>
      {stage.name}
    </span>
  );
};

/** Initials on a tinted square; decoration beside a name. */
export const Avatar = ({ name }: { name: string }) => (
  <span className="avatar" data-initials={initials(name)} aria-hidden="true" />
);

const dueWords: Record<DueState, () => string> = {
  overdue: m.due_overdue,
  today: m.due_today,
  later: () => '',
  none: m.due_none,
};

/** State of the next step, in words and colour; `children` is the date. */
export const DueBadge = ({ state, children }: { state: DueState; children?: ReactNode }) => {
  const word = dueWords[state]();
  return (
    <span className={`due due-${state}`}>
      {word}
      {word && children ? ' ' : ''}
      {children}
    </span>
  );
};
