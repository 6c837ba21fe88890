import type { CustomField, Lead } from '@iperform/contract';
import type { ReactNode } from 'react';
import { leadFields } from '../../contract.ts';
import type { Formatter } from '../../session.tsx';
import type { PaintedStage } from '../../stages.ts';
import { formatPhone } from '../../ui/format.ts';
import { Avatar, DueBadge, StageTag } from '../../ui/tags.tsx';
import { fieldInfo } from './fields.ts';
import { highlight } from './highlight.tsx';
import { leadHref } from './href.ts';

/** What cells need besides the lead. */
export interface CellContext {
  stages: Map<string, PaintedStage>;
  format: Formatter;
  matcher: RegExp | null;
}

export interface LeadColumn {
  id: string;
  label: string;
  /** Field to sort by; absent where the server cannot. */
  sort?: string;
  size: number;
  end?: boolean;
  cell: (lead: Lead, context: CellContext) => ReactNode;
}

const text = (value: string, { matcher }: CellContext): ReactNode => <span>{highlight(value, matcher)}</span>;
const person = (who: { name: string } | null): ReactNode =>
  who && (
    <>
      <Avatar name={who.name} />
      <span>{who.name}</span>
    </>
  );

/** Next step of an open lead; a closed one needs none. */
export const nextStep = (
  lead: Lead,
  { stages, format }: Pick<CellContext, 'stages' | 'format'>,
): ReactNode => {
  if (stages.get(lead.stageId)?.kind !== 'open') return null;
  return <DueBadge state={format.due(lead.nextFollowupAt)}>{format.dueText(lead.nextFollowupAt)}</DueBadge>;
};

const cells: Record<string, Pick<LeadColumn, 'cell' | 'size' | 'end'>> = {
  name: {
    size: 180,
    cell: (lead, { matcher }) => (
      <a className="grid-link" href={leadHref(lead.id)} data-lead={lead.id}>
        {highlight(lead.name, matcher)}
      </a>
    ),
  },
  organisation: { size: 170, cell: (lead, context) => text(lead.organisation, context) },
  stage: {
    size: 124,
    cell: (lead, { stages }) => {
      const stage = stages.get(lead.stageId);
      return stage && <StageTag stage={stage} />;
    },
  },
  value: {
    size: 112,
    end: true,
    cell: (lead, { format }) => (
      <span>{lead.valueMinor ? format.money(lead.valueMinor, lead.currency) : ''}</span>
    ),
  },
  owner: { size: 158, cell: (lead) => person(lead.owner) },
  nextFollowupAt: { size: 172, cell: nextStep },
  city: { size: 112, cell: (lead, context) => text(lead.city, context) },
  source: { size: 118, cell: (lead) => <span>{lead.source}</span> },
  phone: { size: 136, cell: (lead, context) => text(formatPhone(lead.phones[0] ?? ''), context) },
  email: { size: 220, cell: (lead, context) => text(lead.emails[0] ?? '', context) },
  campaign: { size: 140, cell: (lead) => <span>{lead.campaign}</span> },
  product: { size: 140, cell: (lead) => <span>{lead.product}</span> },
  state: { size: 130, cell: (lead) => <span>{lead.state}</span> },
  country: { size: 110, cell: (lead) => <span>{lead.country}</span> },
  warrior: { size: 168, cell: (lead) => person(lead.warrior) },
  partner: { size: 150, cell: (lead) => <span>{lead.partner?.name}</span> },
  coSales: { size: 168, cell: (lead) => <span>{lead.coSales.map(({ name }) => name).join(', ')}</span> },
  tag: { size: 160, cell: (lead) => <span>{lead.tags.join(', ')}</span> },
  score: { size: 80, end: true, cell: (lead) => <span>{lead.score}</span> },
  lostReason: { size: 150, cell: (lead) => <span>{lead.lostReason}</span> },
  wonValue: {
    size: 128,
    end: true,
    cell: (lead, { format }) => (
      <span>{lead.wonValueMinor === null ? '' : format.money(lead.wonValueMinor, lead.currency)}</span>
    ),
  },
  wonOn: { size: 120, cell: (lead, { format }) => <span>{lead.wonOn && format.day(lead.wonOn)}</span> },
  createdAt: { size: 120, cell: (lead, { format }) => <span>{format.date(lead.createdAt)}</span> },
  updatedAt: { size: 120, cell: (lead, { format }) => <span>{format.date(lead.updatedAt)}</span> },
  lastActivityAt: {
    size: 120,
    cell: (lead, { format }) => (
      <span>{lead.lastActivityAt === null ? '' : format.date(lead.lastActivityAt)}</span>
    ),
  },
  stageSince: { size: 130, cell: (lead, { format }) => <span>{format.date(lead.stageSince)}</span> },
  externalId: { size: 140, cell: (lead) => <span>{lead.externalId}</span> },
};

/** Shown until somebody chooses otherwise. */
export const defaultColumns = [
  'name',
  'organisation',
  'stage',
  'value',
  'owner',
  'nextFollowupAt',
  'city',
  'source',
  'phone',
];

const customCell = (field: CustomField): Pick<LeadColumn, 'cell' | 'size' | 'end'> => ({
  size: 140,
  end: field.type === 'number',
  cell: (lead, { format }) => {
    const value = lead.custom[field.key];
    if (value === null || value === undefined) return null;
    return <span>{field.type === 'date' ? format.day(String(value)) : String(value)}</span>;
  },
});

/** Every column there is, custom fields last. */
export const allColumns = (custom: CustomField[]): LeadColumn[] => [
  ...Object.entries(cells).map(([id, cell]) => ({
    id,
    label: fieldInfo(id, custom).label,
    ...(id in leadFields && leadFields[id as keyof typeof leadFields].sort ? { sort: id } : {}),
    ...cell,
  })),
  ...custom.map((field) => ({ id: `custom.${field.key}`, label: field.label, ...customCell(field) })),
];
