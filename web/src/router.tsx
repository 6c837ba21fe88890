import type { Permission } from '@iperform/contract';
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { ApiError } from './api.ts';
import { parseDashboardSearch } from './features/dashboard/period.ts';
import { parseImportSearch } from './features/imports/import-state.ts';
import { parseLeadSearch } from './features/leads/search.ts';
import { parseRecordSearch } from './features/record/search.ts';
import { m } from './paraglide/messages.js';
import { meQuery } from './session.tsx';
import { AppShell } from './shell/app-shell.tsx';
import { NotFoundPage, PageError, RootError, RootFrame } from './shell/root.tsx';

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
  interface StaticDataRouteOption {
    /** Title of the page in the window; pages of one record set their own with `useTitle`. */
    title?: () => string;
    /** Without it, the no-permission page is shown in place of this one. */
    permission?: Permission;
  }
}

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: RootFrame,
  notFoundComponent: NotFoundPage,
  errorComponent: RootError,
});

/** Only a path of our own; anything else would be an open redirect. */
const ownPath = (to: unknown): string | undefined =>
  typeof to === 'string' && /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in') ? to : undefined;

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string | undefined } => ({
    to: ownPath(search.to),
  }),
  staticData: { title: m.sign_in_title },
  component: lazyRouteComponent(() => import('./features/auth/sign-in-page.tsx'), 'SignInPage'),
});

const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    try {
      return { me: await context.client.ensureQueryData(meQuery) };
    } catch (error) {
      if (error instanceof ApiError && error.status === 401)
        throw redirect({ to: '/sign-in', search: { to: ownPath(location.href) } });
      throw error;
    }
  },
  component: AppShell,
});

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/leads' });
  },
});

const leads = createRoute({
  getParentRoute: () => app,
  path: '/leads',
  validateSearch: parseLeadSearch,
  staticData: { title: m.leads_title, permission: 'lead:read' },
  component: lazyRouteComponent(() => import('./features/leads/leads-page.tsx'), 'LeadsPage'),
});

const record = createRoute({
  getParentRoute: () => app,
  path: '/leads/$id',
  validateSearch: parseRecordSearch,
  staticData: { title: m.leads_title, permission: 'lead:read' },
  component: lazyRouteComponent(() => import('./features/record/record-page.tsx'), 'RecordPage'),
});

const pipeline = createRoute({
  getParentRoute: () => app,
  path: '/pipeline',
  validateSearch: parseLeadSearch,
  staticData: { title: m.pipeline_title, permission: 'lead:read' },
  component: lazyRouteComponent(() => import('./features/pipeline/pipeline-page.tsx'), 'PipelinePage'),
});

const dashboard = createRoute({
  getParentRoute: () => app,
  path: '/dashboard',
  validateSearch: parseDashboardSearch,
  staticData: { title: m.dash_title, permission: 'report:read' },
  component: lazyRouteComponent(() => import('./features/dashboard/dashboard-page.tsx'), 'DashboardPage'),
});

const importStatic = { title: m.imp_title, permission: 'import:run' } as const;
const imports = createRoute({
  getParentRoute: () => app,
  path: '/imports',
  staticData: importStatic,
  component: lazyRouteComponent(() => import('./features/imports/imports-page.tsx'), 'ImportsPage'),
});
const newImport = createRoute({
  getParentRoute: () => app,
  path: '/imports/new',
  staticData: importStatic,
  component: lazyRouteComponent(() => import('./features/imports/new-import-page.tsx'), 'NewImportPage'),
});
const oneImport = createRoute({
  getParentRoute: () => app,
  path: '/imports/$id',
  validateSearch: parseImportSearch,
  staticData: importStatic,
  component: lazyRouteComponent(() => import('./features/imports/import-page.tsx'), 'ImportPage'),
});

// A new page: one route here, one line in shell/nav.ts.
const routeTree = root.addChildren([
  signIn,
  app.addChildren([home, leads, record, pipeline, dashboard, imports, newImport, oneImport]),
]);

export const makeRouter = (client: QueryClient) =>
  createRouter({
    routeTree,
    context: { client },
    defaultErrorComponent: PageError,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    // What scrolls is the page inside the frame, not the window.
    scrollToTopSelectors: ['#main'],
    scrollRestoration: true,
    scrollRestorationBehavior: 'instant',
  });
