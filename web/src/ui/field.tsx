import { type ComponentProps, type ReactNode, useId } from 'react';

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong and how to put it right; read out with the field. */
  error?: string | undefined;
  optional?: string;
  className?: string;
}

interface Wiring {
  id: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
}

/** Label, control, hint and error, tied together by ids. `children` gets the attributes for the control. */
const Field = ({
  label,
  hint,
  error,
  optional,
  className,
  children,
}: FieldProps & { children: (wiring: Wiring) => ReactNode }) => {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className={className}>
      <label className="label" htmlFor={id}>
        {label}
        {optional && <span className="font-normal text-muted"> {optional}</span>}
      </label>
      {children({ id, 'aria-invalid': error ? true : undefined, 'aria-describedby': described || undefined })}
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      )}
    </div>
  );
};

type Own = FieldProps & { small?: boolean };
const size = (small: boolean | undefined): string => (small ? 'input input-small' : 'input');

/** A labelled one-line input. */
export const TextField = ({
  label,
  hint,
  error,
  optional,
  className,
  small,
  ...rest
}: Own & ComponentProps<'input'>) => (
  <Field {...{ label, hint, error, optional, className }}>
    {(wiring) => <input {...rest} {...wiring} className={size(small)} />}
  </Field>
);

/** A labelled text of several lines. */
export const TextAreaField = ({
  label,
  hint,
  error,
  optional,
  className,
  small,
  ...rest
}: Own & ComponentProps<'textarea'>) => (
  <Field {...{ label, hint, error, optional, className }}>
    {(wiring) => <textarea {...rest} {...wiring} className={size(small)} />}
  </Field>
);

/** A labelled native select: best on phones, nothing to load. Children are `<option>`s. */
export const SelectField = ({
  label,
  hint,
  error,
  optional,
  className,
  small,
  children,
  ...rest
}: Own & ComponentProps<'select'>) => (
  <Field {...{ label, hint, error, optional, className }}>
    {(wiring) => (
      <select {...rest} {...wiring} className={size(small)}>
        {children}
      </select>
    )}
  </Field>
);

/** A native checkbox with its words beside it. */
export const CheckField = ({ label, className, ...rest }: { label: ReactNode } & ComponentProps<'input'>) => (
  <label className={`inline-flex min-h-6 items-center gap-2 ${className ?? ''}`}>
    <input type="checkbox" {...rest} className="check" />
    {label}
  </label>
);
