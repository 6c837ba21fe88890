import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { setCsrfToken } from './api.ts';
import { getLocale } from './paraglide/runtime.js';
import { createQueryClient } from './queries.ts';
import { makeRouter } from './router.tsx';
import './styles.css';

const client = createQueryClient(() => {
  const { href, pathname } = router.state.location;
  if (pathname === '/sign-in') return;
  setCsrfToken(null);
  // Not before the page is gone: it would ask for everything once more.
  void router.navigate({ to: '/sign-in', search: { to: href } }).then(() => client.clear());
});
const router = makeRouter(client);

// The code of the page comes while the session is being asked for, not after.
const [matched] = router.getMatchedRoutes(router.latestLocation.pathname);
for (const route of matched) void router.loadRouteChunk(route);

// After a deployment the old chunks are gone: load the new page instead of failing.
window.addEventListener('vite:preloadError', (event) => {
  event.preventDefault();
  window.location.reload();
});

document.documentElement.lang = getLocale();
const host = document.getElementById('root');
if (host)
  createRoot(host).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
