import { useRouter } from '@tanstack/react-router';
import { m } from '../../paraglide/messages.js';
import { PlainLink } from '../../plain-link.tsx';
import { useFormat } from '../../session.tsx';
import { type LeadView, leadViews } from './search.ts';
import { useLeadSummary } from './use-lead-list.ts';

/** The built-in views as tabs, each with its live count. */
export const ViewTabs = ({ to, view }: { to: '/leads' | '/pipeline'; view: LeadView }) => (
  <nav className="tabs border-b border-line" aria-label={m.views()}>
    {leadViews.map((one) => (
      <ViewTab key={one} to={to} view={one} current={one === view} />
    ))}
  </nav>
);

const ViewTab = ({ to, view, current }: { to: '/leads' | '/pipeline'; view: LeadView; current: boolean }) => {
  const key = view === 'all' ? undefined : view;
  const { data } = useLeadSummary({ view: key });
  const format = useFormat();
  const router = useRouter();
  const { href } = router.buildLocation({ to, search: { view: key } });
  return (
    <PlainLink href={href} className="tab" aria-current={current ? 'page' : undefined}>
      {m.view_name({ view })} <span className="tab-count">{data ? format.number(data.count) : ''}</span>
    </PlainLink>
  );
};
