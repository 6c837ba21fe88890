import type { Lead } from '@iperform/contract';
import { useNavigate } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight, Ellipsis, Mail, MessageCircle, Phone, Trash2 } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { m } from '../../paraglide/messages.js';
import { PlainLink } from '../../plain-link.tsx';
import { useSession } from '../../session.tsx';
import { useShortcut } from '../../shortcuts.ts';
import { MenuItem } from '../../ui/menu.ts';
import { MenuButton } from '../../ui/popup-button.tsx';
import { leadHref, neighbours } from '../leads/index.ts';
import { InPlace } from './fact-list.tsx';
import type { Fact } from './facts.tsx';
import { NextStepMark, SetNextStep } from './next-step.tsx';

const DeleteDialog = lazy(async () => ({ default: (await import('./delete-dialog.tsx')).DeleteDialog }));

interface LeadHeadProps {
  lead: Lead;
  facts: { name: Fact; organisation: Fact; value: Fact };
  open: boolean;
}

/** Who it is, what it is worth, what is next, and the ways to reach them. */
export const LeadHead = ({ lead, facts, open }: LeadHeadProps) => {
  const { may, format } = useSession();
  const where = [lead.organisation, lead.city].filter(Boolean).join(', ');
  const edit = may('lead:update');
  return (
    <header className="min-w-0">
      <Trail lead={lead} />
      <InPlace fact={facts.name} lead={lead} big>
        <h1 tabIndex={-1} className="page-title display">
          {lead.name}
        </h1>
      </InPlace>
      {(where || edit) && (
        <InPlace fact={facts.organisation} lead={lead}>
          <span className="text-muted">{where || m.record_no_organisation()}</span>
        </InPlace>
      )}
      <div className="mt-1.5">
        <InPlace fact={facts.value} lead={lead} big>
          <span className={`display ${lead.valueMinor ? 'text-[26px]' : 'text-[17px] text-muted'}`}>
            {lead.valueMinor ? format.money(lead.valueMinor, lead.currency) : m.record_no_value()}
          </span>
        </InPlace>
      </div>
      <Reach lead={lead} />
      {open && (
        <div className="mt-2.5 flex flex-wrap items-center gap-x-3 gap-y-1">
          {lead.nextFollowupAt !== null && (
            <span className="text-[13px] text-muted">{m.field_label({ field: 'nextFollowupAt' })}</span>
          )}
          {edit ? (
            <SetNextStep lead={lead}>
              <NextStepMark lead={lead} />
            </SetNextStep>
          ) : (
            <NextStepMark lead={lead} />
          )}
        </div>
      )}
    </header>
  );
};

/** Back to the list, and on to the lead before and after this one in it. */
const Trail = ({ lead }: { lead: Lead }) => {
  const { company, may, format } = useSession();
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const place = neighbours(company.id, lead.id);
  const go = (id: string | null | undefined) => id && void navigate({ to: leadHref(id), replace: true });
  useShortcut('k', m.record_previous(), () => go(place?.previous), Boolean(place?.previous));
  useShortcut('j', m.record_next(), () => go(place?.next), Boolean(place?.next));
  return (
    <div className="flex min-h-8 items-center justify-between gap-2">
      <nav aria-label={m.record_trail()} className="min-w-0 truncate text-[13px] text-muted">
        <PlainLink href={place?.href ?? '/leads'} className="link text-ink! py-1">
          {m.leads_title()}
        </PlainLink>
        {place && (
          <> / {m.record_place({ at: format.number(place.position), of: format.number(place.loaded) })}</>
        )}
      </nav>
      <div className="flex flex-none items-center">
        {place && (
          <>
            <Neighbour id={place.previous} label={m.record_previous()} keys="k" onGo={go}>
              <ChevronLeft size={17} aria-hidden="true" />
            </Neighbour>
            <Neighbour id={place.next} label={m.record_next()} keys="j" onGo={go}>
              <ChevronRight size={17} aria-hidden="true" />
            </Neighbour>
          </>
        )}
        {may('lead:delete') && (
          <MenuButton
            label={m.record_more()}
            popupLabel={m.record_more()}
            className="btn btn-quiet btn-icon btn-small"
            button={<Ellipsis size={17} aria-hidden="true" />}
          >
            {() => (
              <MenuItem onSelect={() => setDeleting(true)}>
                <Trash2 size={15} aria-hidden="true" />
                {m.record_delete()}
              </MenuItem>
            )}
          </MenuButton>
        )}
      </div>
      {deleting && (
        <Suspense>
          <DeleteDialog lead={lead} back={place?.href ?? '/leads'} onClose={() => setDeleting(false)} />
        </Suspense>
      )}
    </div>
  );
};

interface NeighbourProps {
  id: string | null;
  label: string;
  keys: string;
  onGo: (id: string) => void;
  children: ReactNode;
}

// The list stays one step back however far one walks: each lead takes the place of the one before it.
const Neighbour = ({ id, label, keys, onGo, children }: NeighbourProps) => (
  <button
    type="button"
    className="btn btn-quiet btn-icon btn-small"
    aria-label={label}
    title={label}
    aria-keyshortcuts={keys}
    disabled={id === null}
    onClick={() => id && onGo(id)}
  >
    {children}
  </button>
);

const Reach = ({ lead }: { lead: Lead }) => {
  const phone = lead.phones[0];
  const email = lead.emails[0];
  if (!phone && !email) return null;
  return (
    <div className="mt-2 flex flex-wrap gap-2">
      {phone && (
        <>
          <a className="btn btn-primary" href={`tel:${phone}`}>
            <Phone size={15} aria-hidden="true" />
            {m.record_call()}
          </a>
          <a
            className="btn"
            href={`https://wa.me/${phone.replace(/\D/g, '')}`}
            target="_blank"
            rel="noreferrer"
          >
            <MessageCircle size={15} aria-hidden="true" />
            WhatsApp
          </a>
        </>
      )}
      {email && (
        <a
          className={phone ? 'btn btn-icon w-10!' : 'btn'}
          href={`mailto:${email}`}
          aria-label={m.record_write({ email })}
          title={m.record_write({ email })}
        >
          <Mail size={15} aria-hidden="true" />
          {!phone && m.record_email()}
        </a>
      )}
    </div>
  );
};
