import { m } from '../../paraglide/messages.js';
import type { PaintedStage } from '../../stages.ts';
import { stageColour } from '../../ui/tags.tsx';

interface StageStepsProps {
  stages: PaintedStage[];
  currentId: string;
  /** Days spent in a stage by its id, as far as known. */
  days: Map<string, number>;
  /** Where given, a click on another stage asks to move there. */
  onPick?: ((stage: PaintedStage) => void) | undefined;
}

/** On a phone the bar is wider than the screen: the stage of the lead is what must be seen. */
const bringIntoView = (step: HTMLLIElement | null): void => {
  const bar = step?.parentElement;
  if (bar) bar.scrollLeft = step.offsetLeft - bar.offsetLeft - 24;
};

/** The way through the pipeline as strata: where the lead is, and how long it was where. */
export const StageSteps = ({ stages, currentId, days, onPick }: StageStepsProps) => {
  return (
    <nav aria-label={m.record_stages()}>
      <ol className="strata" tabIndex={onPick ? undefined : 0}>
        {stages.map((stage) => {
          const { className, style } = stageColour(stage);
          const current = stage.id === currentId;
          const spent = days.get(stage.id);
          const content = (
            <span className="stratum-label min-h-6 items-center">
              <span className={current ? 'font-semibold text-ink' : ''}>{stage.name}</span>
              {spent !== undefined && (
                <span title={m.record_days_in({ count: spent, stage: stage.name })}>
                  {m.record_days_short({ number: spent })}
                </span>
              )}
            </span>
          );
          return (
            <li key={stage.id} ref={current ? bringIntoView : null} className="record-step">
              {onPick && !current ? (
                <button
                  type="button"
                  className={`stratum w-full ${className}`}
                  style={style}
                  title={m.record_move_to({ stage: stage.name })}
                  onClick={() => onPick(stage)}
                >
                  {content}
                </button>
              ) : (
                <div
                  className={`stratum ${className}`}
                  style={style}
                  aria-current={current ? 'step' : undefined}
                >
                  {content}
                </div>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
};
