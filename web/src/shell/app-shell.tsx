import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet, useMatches } from '@tanstack/react-router';
import { Plus, Search } from 'lucide-react';
import { type CSSProperties, lazy, Suspense, useEffect, useState } from 'react';
import { NewLeadHost, openNewLead } from '../features/leads/index.ts';
import { startLive } from '../live.ts';
import { m } from '../paraglide/messages.js';
import { SessionProvider, useSession } from '../session.tsx';
import { useShortcut } from '../shortcuts.ts';
import { Button } from '../ui/button.tsx';
import { initials } from '../ui/format.ts';
import { NoPermission } from '../ui/states.tsx';
import { AccountMenu } from './account-menu.tsx';
import { nav } from './nav.ts';
import { ThemeButton } from './theme-button.tsx';

const loadPalette = () => import('./palette.tsx');
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
const ShortcutList = lazy(async () => ({ default: (await import('./shortcut-list.tsx')).ShortcutList }));

const app = getRouteApi('/app');

/** Tint of the monogram: the same company always has the same one, so that you see whose data this is. */
const tintOf = (id: string): CSSProperties => {
  const hue = [...id].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 360, 7);
  return { '--tint': `oklch(0.83 0.09 ${hue})` } as CSSProperties;
};

/** Rail, header and the page; everything a signed-in person sees. */
export const AppShell = () => {
  const { me } = app.useRouteContext();
  return (
    <SessionProvider me={me}>
      <Frame />
    </SessionProvider>
  );
};

const Frame = () => {
  const client = useQueryClient();
  const { company, may } = useSession();
  const [overlay, setOverlay] = useState<'palette' | 'shortcuts' | null>(null);
  useEffect(() => startLive(client, company.id), [client, company.id]);
  useShortcut('mod+k', m.shortcut_palette(), () => setOverlay('palette'));
  useShortcut('?', m.shortcut_list(), () => setOverlay('shortcuts'));
  useShortcut('c', m.shortcut_new_lead(), () => openNewLead(), may('lead:create'));

  const close = () => setOverlay(null);
  return (
    <div className="shell">
      <a className="skip-link btn btn-primary" href="#main">
        {m.skip_to_content()}
      </a>
      <Header onSearch={() => setOverlay('palette')} onShortcuts={() => setOverlay('shortcuts')} />
      <Rail />
      <Main />
      <Suspense>
        {overlay === 'palette' && <Palette onClose={close} onShortcuts={() => setOverlay('shortcuts')} />}
        {overlay === 'shortcuts' && <ShortcutList onClose={close} />}
      </Suspense>
      <NewLeadHost />
    </div>
  );
};

const Header = ({ onSearch, onShortcuts }: { onSearch: () => void; onShortcuts: () => void }) => {
  const { may } = useSession();
  return (
    <header className="head">
      <span className="display hidden text-[19px] md:inline">iPerform</span>
      <button
        type="button"
        className="search-open"
        onClick={onSearch}
        onPointerEnter={loadPalette}
        onFocus={loadPalette}
        aria-keyshortcuts="Control+K Meta+K"
        aria-haspopup="dialog"
      >
        <Search size={15} aria-hidden="true" />
        <span className="flex-1 text-left">{m.search()}</span>
        <span className="kbd max-md:hidden" aria-hidden="true">
          Ctrl K
        </span>
      </button>
      <span className="flex-1 max-md:hidden" />
      <ThemeButton />
      {may('lead:create') && (
        <Button
          look="primary"
          icon={<Plus size={15} aria-hidden="true" />}
          onClick={() => openNewLead()}
          aria-keyshortcuts="c"
        >
          {m.new_lead()}
        </Button>
      )}
      <AccountMenu onShortcuts={onShortcuts} />
    </header>
  );
};

const Rail = () => {
  const { company, may } = useSession();
  return (
    <div className="rail">
      <div className="monogram" style={tintOf(company.id)} title={company.name} aria-hidden="true">
        {initials(company.name)}
      </div>
      <nav className="rail-nav" aria-label={m.main_navigation()}>
        {nav
          .filter(({ permission }) => may(permission))
          .map(({ to, label, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              className="rail-link"
              activeProps={{ 'aria-current': 'page' }}
              activeOptions={{ includeSearch: false }}
            >
              <Icon size={18} strokeWidth={1.8} aria-hidden="true" />
              {label()}
            </Link>
          ))}
      </nav>
    </div>
  );
};

/** The page, or the words that this role may not see it. */
const Main = () => {
  const { may } = useSession();
  const permission = useMatches({ select: (matches) => matches.at(-1)?.staticData.permission });
  return (
    <main id="main" className="main" tabIndex={-1}>
      {permission && !may(permission) ? <NoPermission /> : <Outlet />}
    </main>
  );
};
