import { scaleLinear } from '@visx/scale';
import type { CSSProperties, ReactNode } from 'react';
import './chart.css';

export interface BarRow {
  key: string;
  name: ReactNode;
  /** Length of the bar; null: no bar. */
  size: number | null;
  figure: ReactNode;
  /** Class and custom property that colour the bar; the accent where absent. */
  colour?: { className: string; style: CSSProperties } | undefined;
}

/** Bars from one zero: each with its name before it and its figure, in words, behind it. */
export const BarChart = ({ label, rows, max }: { label: string; rows: BarRow[]; max?: number }) => {
  const top = max ?? Math.max(1, ...rows.map(({ size }) => size ?? 0));
  const length = scaleLinear<number>({ domain: [0, top], range: [0, 100], clamp: true });
  return (
    <ul className="chart-rows" aria-label={label}>
      {rows.map(({ key, name, size, figure, colour }) => (
        <li key={key} className={`chart-row ${colour?.className ?? ''}`} style={colour?.style}>
          <span className="chart-name">{name}</span>
          <svg className="chart-bar" aria-hidden="true">
            <rect className="chart-track" width="100%" height="100%" />
            {/* The smallest bar that is not nothing can still be seen. */}
            {size !== null && size > 0 && (
              <rect className="chart-fill" width={`${Math.max(0.6, length(size))}%`} height="100%" />
            )}
          </svg>
          <span className="chart-figure">{figure}</span>
        </li>
      ))}
    </ul>
  );
};
