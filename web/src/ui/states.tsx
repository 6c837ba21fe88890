import type { ReactNode } from 'react';
import { m } from '../paraglide/messages.js';
import { Button } from './button.tsx';

/** A breathing bar where text will be. Say "loading" once per region with `aria-busy`, not per bar. */
export const Skeleton = ({ width = 80 }: { width?: number | string }) => (
  <span className="skeleton" style={{ width }} aria-hidden="true" />
);

interface NoticeProps {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  icon?: ReactNode;
}

/** Centered words for a place that has nothing to show. */
export const EmptyState = ({ title, children, actions, icon }: NoticeProps) => (
  <div className="notice">
    {icon && <span className="text-muted">{icon}</span>}
    <h2 className="text-[15px] font-semibold">{title}</h2>
    {children && <p className="notice-text">{children}</p>}
    {actions && <div className="flex flex-wrap justify-center gap-2">{actions}</div>}
  </div>
);

/** What went wrong, in the words of `errorText`, and a way on. */
export const ErrorState = ({
  title = m.error_title(),
  text,
  requestId,
  onRetry,
  actions,
}: {
  title?: string;
  text: string;
  requestId?: string;
  onRetry?: () => void;
  actions?: ReactNode;
}) => (
  <div className="notice" role="alert">
    <h2 className="text-[15px] font-semibold">{title}</h2>
    <p className="notice-text">{text}</p>
    <div className="flex flex-wrap justify-center gap-2">
      {onRetry && <Button onClick={onRetry}>{m.error_retry()}</Button>}
      {actions}
    </div>
    {requestId && <p className="hint">{m.error_request({ id: requestId })}</p>}
  </div>
);

/** Shown in place of a page that the role may not use. */
export const NoPermission = ({ actions }: { actions?: ReactNode }) => (
  <div className="notice">
    <h1 tabIndex={-1} className="display text-[22px]">
      {m.no_permission_title()}
    </h1>
    <p className="notice-text">{m.no_permission_text()}</p>
    {actions}
  </div>
);
