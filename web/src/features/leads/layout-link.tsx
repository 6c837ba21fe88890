import { useRouter } from '@tanstack/react-router';
import { SquareKanban, TableProperties } from 'lucide-react';
import { m } from '../../paraglide/messages.js';
import { PlainLink } from '../../plain-link.tsx';
import type { LeadSearch } from './search.ts';

/** The same leads in the other layout: view, search and filter go along. */
export const LayoutLink = ({ to, search }: { to: '/leads' | '/pipeline'; search: LeadSearch }) => {
  const router = useRouter();
  const { view, q, filter } = search;
  const { href } = router.buildLocation({ to, search: { view, q, filter } });
  const Icon = to === '/pipeline' ? SquareKanban : TableProperties;
  return (
    <PlainLink href={href} className="btn btn-small !min-h-[30px]">
      <Icon size={14} aria-hidden="true" />
      {to === '/pipeline' ? m.show_as_board() : m.show_as_list()}
    </PlainLink>
  );
};
