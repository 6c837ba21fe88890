import { useEffect } from 'react';

/** Names the window; the company page behind it comes last so that tabs stay readable. */
export const setTitle = (title: string | undefined): void => {
  document.title = title ? `${title} · iPerform` : 'iPerform';
};

/** For pages whose title is data: a lead's name. */
export const useTitle = (title: string | undefined): void => {
  useEffect(() => {
    if (title) setTitle(title);
  }, [title]);
};
