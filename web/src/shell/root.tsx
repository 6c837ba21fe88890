import { type ErrorComponentProps, Link, Outlet, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ApiError } from '../api.ts';
import { errorText } from '../error-text.ts';
import { m } from '../paraglide/messages.js';
import { ErrorState } from '../ui/states.tsx';
import { Toasts } from '../ui/toast.tsx';
import { setTitle, useTitle } from './title.ts';

/** Around every page: names the window and moves the focus to the h1 when another page is shown. */
export const RootFrame = () => {
  const router = useRouter();
  useEffect(() => {
    let first = true;
    const onPage = (): void => {
      const title = router.state.matches.findLast((match) => match.staticData.title)?.staticData.title;
      // A page without a title of its own there, a lead's or one that does not exist, names itself.
      if (title) setTitle(title());
      // On the first page the browser's own focus order holds.
      if (!first) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
      first = false;
    };
    return router.subscribe('onRendered', ({ pathChanged }) => {
      if (pathChanged || first) onPage();
    });
  }, [router]);
  return (
    <>
      <Outlet />
      <Toasts />
    </>
  );
};

export const NotFoundPage = () => {
  useTitle(m.not_found_title());
  return (
    <main className="notice">
      <h1 tabIndex={-1} className="display text-[22px]">
        {m.not_found_title()}
      </h1>
      <p className="notice-text">{m.not_found_text()}</p>
      <Link to="/" className="btn">
        {m.not_found_home()}
      </Link>
    </main>
  );
};

/** In place of a page that cannot be shown. */
export const PageError = ({ error, reset }: ErrorComponentProps) => {
  const router = useRouter();
  return (
    <>
      <h1 className="visually-hidden">{m.error_title()}</h1>
      <ErrorState
        text={errorText(error)}
        requestId={error instanceof ApiError ? error.requestId : ''}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </>
  );
};

/** The same where not even the frame around pages is there. */
export const RootError = (props: ErrorComponentProps) => (
  <main>
    <PageError {...props} />
  </main>
);
