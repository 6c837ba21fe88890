import { scaleLinear, scalePoint } from '@visx/scale';
import { AreaClosed, LinePath } from '@visx/shape';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import './chart.css';

export interface DayPoint {
  /** A calendar day, `2026-09-05`. */
  day: string;
  value: number;
}

interface DayChartProps {
  /** Read in place of the drawing. */
  label: string;
  points: DayPoint[];
  /** Names a point: `05 Sep 2026: 12`. */
  words: (point: DayPoint) => string;
  /** Short name of a day for the axis: `05 Sep`. */
  tick: (day: string) => string;
  number: (value: number) => string;
  /** Where given, a click on a day opens what is behind it; the table beside the chart is the way by keyboard. */
  onPick?: (point: DayPoint) => void;
}

const HEIGHT = 200;
const edge = { top: 26, right: 12, bottom: 24, left: 40 };

const useWidth = () => {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return { box, width };
};

/** How a number went from day to day: a line over its ground, with a ruled scale. */
export const DayChart = ({ label, points, words, tick, number, onPick }: DayChartProps) => {
  const { box, width } = useWidth();
  const [at, setAt] = useState<number | null>(null);
  const x = scalePoint<string>({
    domain: points.map(({ day }) => day),
    range: [edge.left, Math.max(edge.left + 1, width - edge.right)],
  });
  const y = scaleLinear<number>({
    domain: [0, Math.max(1, ...points.map(({ value }) => value))],
    range: [HEIGHT - edge.bottom, edge.top],
    nice: 4,
  });
  const xOf = ({ day }: DayPoint): number => x(day) ?? 0;
  const yOf = ({ value }: DayPoint): number => y(value);
  // Counts have no halves; labels must not touch.
  const rules = y.ticks(4).filter(Number.isInteger);
  const every = Math.max(1, Math.ceil(points.length / Math.max(2, Math.floor((width - edge.left) / 84))));
  const nearest = (event: PointerEvent): number => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const share = (left - edge.left) / Math.max(1, width - edge.left - edge.right);
    return Math.min(points.length - 1, Math.max(0, Math.round(share * (points.length - 1))));
  };
  const active = at === null ? undefined : points[at];
  return (
    <div ref={box} className="chart-days">
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={label}
          style={onPick ? { cursor: 'pointer' } : undefined}
          onPointerMove={(event) => setAt(nearest(event))}
          onPointerLeave={() => setAt(null)}
          onPointerUp={(event) => {
            const point = points[nearest(event)];
            if (event.button === 0 && point) onPick?.(point);
          }}
        >
          {rules.map((rule) => (
            <g key={rule}>
              <line className="chart-grid" x1={edge.left} x2={width - edge.right} y1={y(rule)} y2={y(rule)} />
              <text x={edge.left - 8} y={y(rule)} dy="0.32em" textAnchor="end">
                {number(rule)}
              </text>
            </g>
          ))}
          <AreaClosed className="chart-area" data={points} x={xOf} y={yOf} yScale={y} />
          <LinePath className="chart-line" data={points} x={xOf} y={yOf} />
          {points.length === 1 && points[0] && (
            <circle className="chart-point" r={4} cx={xOf(points[0])} cy={yOf(points[0])} />
          )}
          {points.map(
            (point, i) =>
              i % every === 0 && (
                <text
                  key={point.day}
                  x={xOf(point)}
                  y={HEIGHT - 6}
                  textAnchor={i === 0 ? 'start' : xOf(point) > width - 44 ? 'end' : 'middle'}
                >
                  {tick(point.day)}
                </text>
              ),
          )}
          {active && (
            <>
              <line
                className="chart-grid"
                x1={xOf(active)}
                x2={xOf(active)}
                y1={edge.top}
                y2={HEIGHT - edge.bottom}
              />
              <circle className="chart-point" r={5} cx={xOf(active)} cy={yOf(active)} />
            </>
          )}
        </svg>
      )}
      {active && (
        <span
          className="chart-tip"
          aria-hidden="true"
          style={xOf(active) > width / 2 ? { right: width - xOf(active) } : { left: xOf(active) }}
        >
          {words(active)}
        </span>
      )}
    </div>
  );
};
