import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { api } from '../contract.ts';
import { errorText } from '../error-text.ts';
import { leadHref, openNewLead, recentLeads } from '../features/leads/index.ts';
import { m } from '../paraglide/messages.js';
import { signOut, useRead, useSession } from '../session.tsx';
import { formatPhone } from '../ui/format.ts';
import { setTheme } from '../ui/theme.ts';
import { toast } from '../ui/toast.tsx';
import { useDebounced } from '../ui/use-debounced.ts';
import { nav } from './nav.ts';

interface Entry {
  key: string;
  label: string;
  detail: string;
  run: () => void;
}
interface Group {
  value: string;
  items: Entry[];
}

const contains = (text: string, query: string): boolean =>
  query.trim() === '' || text.toLowerCase().includes(query.trim().toLowerCase());

/** What the role may do from anywhere. */
const useActions = (onShortcuts: () => void): Entry[] => {
  const { may } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const action = (label: string, detail: string, run: () => void): Entry => ({
    key: label,
    label,
    detail,
    run,
  });
  return [
    ...(may('lead:create') ? [action(m.new_lead(), 'C', () => openNewLead())] : []),
    ...nav
      .filter(({ permission }) => may(permission))
      .map(({ to, label }) => action(m.go_to({ page: label() }), '', () => void navigate({ to }))),
    action(m.theme_to_dark(), '', () => setTheme('dark')),
    action(m.theme_to_light(), '', () => setTheme('light')),
    action(m.shortcut_list(), '?', onShortcuts),
    action(m.sign_out(), '', () => {
      signOut(client, () => navigate({ to: '/sign-in', search: {} })).catch((error: unknown) =>
        toast(errorText(error), { tone: 'error' }),
      );
    }),
  ];
};

/** `Ctrl+K`: leads by name, organisation, phone or e-mail, and actions; recent leads while nothing is typed. */
export const Palette = ({ onClose, onShortcuts }: { onClose: () => void; onShortcuts: () => void }) => {
  const { company, may } = useSession();
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const asked = useDebounced(query.trim(), 150);
  const searching = asked.length >= 2 && may('lead:read');
  const found = useRead(
    api.leads.list,
    { query: { q: asked, limit: 8, sort: '-updatedAt' } },
    { enabled: searching },
  );
  const go = (id: string) => () => void navigate({ to: leadHref(id) });

  const leads: Entry[] = searching
    ? (found.data?.items ?? []).map((lead) => ({
        key: lead.id,
        label: lead.name,
        detail: [lead.organisation, lead.city, lead.phones[0] ? formatPhone(lead.phones[0]) : lead.emails[0]]
          .filter(Boolean)
          .join(' · '),
        run: go(lead.id),
      }))
    : recentLeads(company.id)
        .filter(({ name }) => contains(name, query))
        .map(({ id, name, detail }) => ({ key: id, label: name, detail, run: go(id) }));
  const actions = useActions(onShortcuts).filter(({ label }) => contains(label, query));
  const groups: Group[] = [
    { value: searching ? m.leads_title() : m.palette_recent(), items: leads },
    { value: m.palette_actions(), items: actions },
  ].filter(({ items }) => items.length > 0);
  const status = found.error
    ? errorText(found.error)
    : searching && found.isPending
      ? m.loading()
      : groups.length === 0
        ? m.palette_nothing({ query })
        : '';

  const choose = (entry: Entry) => {
    onClose();
    entry.run();
  };
  useEffect(() => input.current?.focus(), []);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Popup className="dialog" aria-label={m.search()} initialFocus={input}>
          <Autocomplete.Root
            open
            inline
            items={groups}
            filter={null}
            value={query}
            onValueChange={setQuery}
            itemToStringValue={(entry: Entry) => entry.label}
            autoHighlight="always"
            keepHighlight
          >
            <Autocomplete.InputGroup className="flex items-center gap-2.5 border-b border-line px-4">
              <Search size={17} className="text-muted" aria-hidden="true" />
              <Autocomplete.Input
                ref={input}
                className="h-12 min-w-0 flex-1 bg-transparent text-[15px] outline-none placeholder:text-muted"
                aria-label={m.palette_label()}
                placeholder={m.palette_placeholder()}
              />
              <Dialog.Close className="btn btn-small btn-quiet">
                <kbd className="kbd">Esc</kbd>
                <span className="visually-hidden">{m.close()}</span>
              </Dialog.Close>
            </Autocomplete.InputGroup>
            <div className="max-h-[min(60dvh,420px)] overflow-auto p-1.5">
              <Autocomplete.Status className="px-2.5 text-muted">
                {status && <div className="py-2">{status}</div>}
              </Autocomplete.Status>
              <Autocomplete.List>
                {(group: Group) => (
                  <Autocomplete.Group key={group.value} items={group.items} className="pb-1">
                    <Autocomplete.GroupLabel className="px-2.5 pt-2 pb-1 text-[12px] text-muted">
                      {group.value}
                    </Autocomplete.GroupLabel>
                    <Autocomplete.Collection>
                      {(entry: Entry) => (
                        <Autocomplete.Item
                          key={entry.key}
                          value={entry}
                          className="option"
                          onClick={() => choose(entry)}
                        >
                          <span className="min-w-0 flex-1 truncate">{entry.label}</span>
                          <span className="min-w-0 max-w-[55%] truncate text-[13px] text-muted">
                            {entry.detail}
                          </span>
                        </Autocomplete.Item>
                      )}
                    </Autocomplete.Collection>
                  </Autocomplete.Group>
                )}
              </Autocomplete.List>
            </div>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
};
