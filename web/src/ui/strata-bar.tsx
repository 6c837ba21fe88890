import type { CSSProperties, ReactNode } from 'react';
import { Skeleton } from './states.tsx';
import { type StageLook, stageColour } from './tags.tsx';

export interface Stratum extends StageLook {
  id: string;
  /** Size of the segment in proportion to the others; a value or a count. */
  size: number;
  /** The big figure: `₹321 Cr`. */
  figure?: ReactNode;
  /** The small figure beside the name: `1,993`. */
  count?: ReactNode;
  /** List: chosen as filter. Record: the stage the lead is in. */
  active?: boolean;
}

interface StrataBarProps {
  label: string;
  strata: Stratum[];
  /** Where given, segments are toggle buttons. */
  onPick?: (id: string) => void;
  loading?: boolean;
}

/** The pipeline at a glance: one segment per stage, sized by value, with name, count and sum in words. */
export const StrataBar = ({ label, strata, onPick, loading }: StrataBarProps) => {
  const total = strata.reduce((sum, { size }) => sum + size, 0);
  return (
    <div role="group" aria-label={label} className="strata" aria-busy={loading || undefined}>
      {strata.map((stratum) => {
        const colour = stageColour(stratum);
        const style = {
          ...colour.style,
          // A floor keeps small stages readable; the rest of the width follows the value.
          '--share': total ? Math.max(0.06, stratum.size / total) * 100 : 1,
        } as CSSProperties;
        const content = (
          <>
            <span className="stratum-label">
              <span>{stratum.name}</span> <span>{loading ? <Skeleton width={32} /> : stratum.count}</span>
            </span>
            {(stratum.figure !== undefined || loading) && (
              <span className="stratum-figure display">
                {loading ? <Skeleton width={64} /> : stratum.figure}
              </span>
            )}
          </>
        );
        return onPick ? (
          <button
            key={stratum.id}
            type="button"
            className={`stratum ${colour.className}`}
            style={style}
            aria-pressed={stratum.active ?? false}
            onClick={() => onPick(stratum.id)}
          >
            {content}
          </button>
        ) : (
          <div
            key={stratum.id}
            className={`stratum ${colour.className}`}
            style={style}
            aria-current={stratum.active ? 'step' : undefined}
          >
            {content}
          </div>
        );
      })}
    </div>
  );
};
