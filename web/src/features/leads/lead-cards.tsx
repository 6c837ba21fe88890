import type { Lead } from '@iperform/contract';
import { MessageCircle, Phone } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { m } from '../../paraglide/messages.js';
import { PlainLink } from '../../plain-link.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { StageTag } from '../../ui/tags.tsx';
import { useWindow } from '../../ui/use-window.ts';
import { type CellContext, nextStep } from './columns.tsx';
import { highlight } from './highlight.tsx';
import { leadHref } from './href.ts';

interface LeadCardsProps {
  leads: Lead[];
  total: number;
  context: CellContext;
  hasMore: boolean;
  onMore: () => void;
  stale: boolean;
}

const CARD = 82;
const LOADING_CARDS = 2;
const main = () => document.getElementById('main');

/** The list on a phone: two lines and the two things a thumb wants, call and WhatsApp. The page itself scrolls. */
export const LeadCards = ({ leads, total, context, hasMore, onMore, stale }: LeadCardsProps) => {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useEffect(() => {
    const scroller = main();
    if (!list.current || !scroller) return;
    setTop(
      list.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop,
    );
  }, []);
  const count = leads.length + (hasMore ? LOADING_CARDS : 0);
  const { first, last } = useWindow({ count, rowHeight: CARD, scroller: main, above: top, overscan: 6 });
  useEffect(() => {
    if (hasMore && last >= leads.length - 15) onMore();
  }, [hasMore, last, leads.length, onMore]);
  return (
    <ul
      ref={list}
      aria-label={m.leads_title()}
      className="relative -mx-3 border-t border-line bg-surface"
      style={{ height: count * CARD, opacity: stale ? 0.55 : 1 }}
    >
      {Array.from({ length: last - first }, (_, i) => {
        const index = first + i;
        const lead = leads[index];
        return (
          <li
            key={lead?.id ?? `more${index}`}
            className="absolute inset-x-0 top-0 border-b border-line px-3"
            style={{ height: CARD, transform: `translateY(${index * CARD}px)` }}
            aria-posinset={lead ? index + 1 : undefined}
            aria-setsize={lead ? total : undefined}
          >
            {lead ? <LeadCard lead={lead} context={context} /> : <Skeleton width="60%" />}
          </li>
        );
      })}
    </ul>
  );
};

const LeadCard = ({ lead, context }: { lead: Lead; context: CellContext }) => {
  const { format, stages, matcher } = context;
  const stage = stages.get(lead.stageId);
  const phone = lead.phones[0];
  return (
    <div className="flex h-full items-center gap-1">
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline justify-between gap-2">
          <PlainLink href={leadHref(lead.id)} className="min-w-0 truncate py-1 text-[15px] font-semibold">
            {highlight(lead.name, matcher)}
          </PlainLink>
          {lead.valueMinor > 0 && (
            <span className="flex-none font-semibold">
              {format.compactMoney(lead.valueMinor, lead.currency)}
            </span>
          )}
        </div>
        <div className="truncate text-[13px] text-muted">
          {highlight([lead.organisation, lead.city].filter(Boolean).join(' · '), matcher)}
        </div>
        <div className="mt-0.5 flex items-center gap-2 text-[13px]">
          {stage && <StageTag stage={stage} />}
          {nextStep(lead, context)}
        </div>
      </div>
      {phone && (
        <>
          <a
            className="btn btn-quiet btn-icon"
            href={`tel:${phone}`}
            aria-label={m.call_lead({ name: lead.name })}
          >
            <Phone size={18} aria-hidden="true" />
          </a>
          <a
            className="btn btn-quiet btn-icon"
            href={`https://wa.me/${phone.replace(/\D/g, '')}`}
            target="_blank"
            rel="noreferrer"
            aria-label={m.whatsapp_lead({ name: lead.name })}
          >
            <MessageCircle size={18} aria-hidden="true" />
          </a>
        </>
      )}
    </div>
  );
};
