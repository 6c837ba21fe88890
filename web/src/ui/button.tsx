import type { ComponentProps, ReactNode } from 'react';

type Look = 'plain' | 'primary' | 'quiet' | 'danger';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  look?: Look;
  small?: boolean;
  /** Work is under way: the button stays focusable but does nothing. */
  busy?: boolean;
  icon?: ReactNode;
  className?: string;
}

const classes = (look: Look, small: boolean, extra = ''): string =>
  `btn ${look === 'plain' ? '' : `btn-${look}`} ${small ? 'btn-small' : ''} ${extra}`;

/** A button; `type` is `button` unless said otherwise. */
export const Button = ({
  look = 'plain',
  small = false,
  busy,
  icon,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) => (
  <button
    type="button"
    {...rest}
    aria-disabled={busy || undefined}
    onClick={busy ? (event) => event.preventDefault() : onClick}
    className={classes(look, small, className)}
  >
    {icon}
    {children}
  </button>
);

/** A square button with an icon alone; the label is read and shown as a title. */
export const IconButton = ({
  label,
  look = 'quiet',
  small = false,
  className,
  ...rest
}: ButtonProps & { label: string }) => (
  <button
    type="button"
    title={label}
    aria-label={label}
    {...rest}
    className={classes(look, small, `btn-icon ${className ?? ''}`)}
  >
    {rest.children}
  </button>
);
