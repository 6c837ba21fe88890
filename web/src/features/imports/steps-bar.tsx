import { m } from '../../paraglide/messages.js';
import { type Step, steps } from './import-state.ts';

/** Where one is on the way from a file to leads. */
export const StepsBar = ({ step }: { step: Step }) => (
  <ol className="imp-steps" aria-label={m.imp_steps()}>
    {steps.map((one, i) => (
      <li
        key={one}
        className="imp-step"
        aria-current={one === step ? 'step' : undefined}
        data-done={i < steps.indexOf(step) || undefined}
      >
        <span className="imp-step-number" aria-hidden="true">
          {i < steps.indexOf(step) ? '✓' : i + 1}
        </span>
        {m.imp_step({ step: one })}
      </li>
    ))}
  </ol>
);
