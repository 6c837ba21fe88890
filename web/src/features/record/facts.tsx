import type { CustomField, Lead } from '@iperform/contract';
import type { ReactNode } from 'react';
import { type Lookups, useLookups } from '../../lookups.ts';
import { m } from '../../paraglide/messages.js';
import { type Formatter, useSession } from '../../session.tsx';
import { toMajor, toMinor } from '../../ui/format.ts';
import type { Patch } from './change-lead.ts';
import { type Choice, useAssignable } from './use-assignable.ts';

/** What somebody typed: one text for most fields, a list for contacts and tags, amount and currency for money. */
export type Draft = string[];

/** A field of a lead as its page shows and edits it. */
export interface Fact {
  /** Name in filters and messages: `owner`, `custom.gstin`. */
  key: string;
  label: string;
  input: 'text' | 'lines' | 'number' | 'date' | 'select' | 'money';
  /** For `lines`: what a line is. */
  lineType?: 'email' | 'tel' | 'text';
  choices?: Choice[];
  suggestions?: string[] | undefined;
  /** Whether this person may change it. */
  editable: boolean;
  /** Shown although it is empty. */
  always?: boolean;
  read: (lead: Lead) => Draft;
  /** The change to send, or what is wrong with the draft. */
  write: (draft: Draft) => Patch | string;
  /** The draft in words; empty where there is nothing. */
  words: (draft: Draft) => string;
  show?: (lead: Lead) => ReactNode;
}

const one = (value: string | null | undefined): Draft => [value ?? ''];
const first = (draft: Draft): string => (draft[0] ?? '').trim();
const filled = (draft: Draft): Draft => draft.map((line) => line.trim()).filter(Boolean);

/** A number as people here type it: `12,50,000`, `₹ 4.5`. NaN where it is none. */
const parseAmount = (text: string): number => {
  const plain = text.replace(/[,\s₹$€£]/g, '');
  return plain === '' ? 0 : Number(plain);
};

type TextKey = 'name' | 'organisation' | 'source' | 'campaign' | 'product' | 'city' | 'state' | 'country';

const textFact = (key: TextKey, editable: boolean, suggestions?: string[]): Fact => ({
  key,
  label: m.field_label({ field: key }),
  input: 'text',
  editable,
  suggestions,
  read: (lead) => one(lead[key]),
  write: (draft) => ({ [key]: first(draft) }),
  words: first,
});

const holderFact = (
  key: 'owner' | 'warrior' | 'partner',
  editable: boolean,
  choices: Choice[],
  mayClear: boolean,
): Fact => ({
  key,
  label: m.field_label({ field: key }),
  input: 'select',
  editable,
  choices: mayClear ? [{ value: '', label: m.record_nobody() }, ...choices] : choices,
  read: (lead) => one(lead[key]?.id),
  write: (draft) => ({ [`${key}Id`]: first(draft) || null }),
  words: (draft) => choices.find(({ value }) => value === first(draft))?.label ?? '',
  show: (lead) => lead[key]?.name,
});

const linesFact = (
  key: 'emails' | 'phones' | 'tags',
  label: string,
  editable: boolean,
  show?: (lead: Lead) => ReactNode,
): Fact => ({
  key,
  label,
  input: 'lines',
  lineType: key === 'emails' ? 'email' : key === 'phones' ? 'tel' : 'text',
  editable,
  read: (lead) => lead[key],
  write: (draft) => ({ [key]: filled(draft) }),
  words: (draft) => filled(draft).join(', '),
  ...(show ? { show } : {}),
});

const customFact = (field: CustomField, editable: boolean, format: Formatter): Fact => {
  const { key, label, type, options } = field;
  const patch = (value: string | number | boolean | null): Patch => ({ custom: { [key]: value } });
  const shared = {
    key: `custom.${key}`,
    label,
    editable,
    read: (lead: Lead) => {
      const value = lead.custom[key];
      return one(value === null || value === undefined ? '' : String(value));
    },
  };
  const empty: Choice = { value: '', label: '–' };
  switch (type) {
    case 'number':
      return {
        ...shared,
        input: 'number',
        write: (draft) => {
          const value = parseAmount(first(draft));
          return Number.isNaN(value) ? m.record_number_wrong() : patch(first(draft) === '' ? null : value);
        },
        words: first,
      };
    case 'boolean': {
      const choices = [
        { value: 'true', label: m.yes() },
        { value: 'false', label: m.no() },
      ];
      return {
        ...shared,
        input: 'select',
        choices: [empty, ...choices],
        write: (draft) => patch(first(draft) === '' ? null : first(draft) === 'true'),
        words: (draft) => choices.find(({ value }) => value === first(draft))?.label ?? '',
      };
    }
    case 'choice':
      return {
        ...shared,
        input: 'select',
        choices: [empty, ...options.map((value) => ({ value, label: value }))],
        write: (draft) => patch(first(draft) || null),
        words: first,
      };
    case 'date':
      return {
        ...shared,
        input: 'date',
        write: (draft) => patch(first(draft) || null),
        words: (draft) => (first(draft) ? format.day(first(draft)) : ''),
      };
    case 'text':
      return { ...shared, input: 'text', write: (draft) => patch(first(draft) || null), words: first };
  }
};

const currencies = ['INR', 'USD', 'EUR', 'GBP', 'AED', 'SGD'];

const valueFact = (editable: boolean, format: Formatter): Fact => ({
  key: 'value',
  label: m.field_label({ field: 'value' }),
  input: 'money',
  editable,
  choices: [...new Set([format.currency, ...currencies])].map((value) => ({ value, label: value })),
  read: (lead) => [lead.valueMinor ? String(toMajor(lead.valueMinor, lead.currency)) : '', lead.currency],
  write: ([amount = '', currency = format.currency]) => {
    const value = parseAmount(amount);
    return Number.isNaN(value) || value < 0
      ? m.new_lead_value_wrong()
      : { valueMinor: toMinor(value, currency), currency };
  },
  words: ([amount = '', currency = format.currency]) =>
    amount === '' ? '' : format.money(toMinor(parseAmount(amount), currency), currency),
});

/** A fact that the system keeps: shown, never edited here. */
const fixedFact = (key: string, words: (lead: Lead) => string | null | undefined): Fact => ({
  key,
  label: m.field_label({ field: key }),
  input: 'text',
  editable: false,
  read: (lead) => one(words(lead)),
  write: () => ({}),
  words: first,
});

/** `+919876543210` → `+91 98765 43210`; other numbers as they are. */
const spacedPhone = (phone: string): string => phone.replace(/^(\+91)(\d{5})(\d{5})$/, '$1 $2 $3');

/** A long address breaks at its @ rather than in a word. */
const breakable = (email: string): ReactNode => {
  const [name, host] = email.split('@');
  return (
    <>
      {name}
      <wbr />@{host}
    </>
  );
};

const contactLinks = (values: string[], scheme: string): ReactNode =>
  values.map((value) => (
    <a
      key={value}
      href={`${scheme}:${value}`}
      className="block min-h-6 leading-6 [overflow-wrap:anywhere] hover:underline"
    >
      {scheme === 'tel' ? spacedPhone(value) : breakable(value)}
    </a>
  ));

interface FactContext {
  lookups: Lookups;
  format: Formatter;
  may: (permission: 'lead:update' | 'lead:assign') => boolean;
  assignable: ReturnType<typeof useAssignable>;
}

const factsOf = ({ lookups, format, may, assignable }: FactContext) => {
  const edit = may('lead:update');
  const assign = edit && may('lead:assign');
  const { values } = lookups;
  const { owners, warriors, partners, mayUnassign, mayPartner } = assignable;
  const list: Fact[] = [
    { ...holderFact('owner', assign && owners.length > 0, owners, mayUnassign), always: true },
    {
      ...holderFact('warrior', assign && warriors.length > 0, warriors, true),
      always: assign && warriors.length > 0,
    },
    holderFact('partner', assign && mayPartner && partners.length > 0, partners, true),
    fixedFact('coSales', (lead) => lead.coSales.map(({ name }) => name).join(', ')),
    {
      ...linesFact('phones', m.field_label({ field: 'phone' }), edit, (lead) =>
        contactLinks(lead.phones, 'tel'),
      ),
      always: true,
    },
    {
      ...linesFact('emails', m.field_label({ field: 'email' }), edit, (lead) =>
        contactLinks(lead.emails, 'mailto'),
      ),
      always: true,
    },
    { ...textFact('source', edit, values.source), always: true },
    textFact('campaign', edit, values.campaign),
    { ...textFact('product', edit, values.product), always: true },
    textFact('city', edit, values.city),
    textFact('state', edit),
    textFact('country', edit),
    { ...linesFact('tags', m.field_label({ field: 'tag' }), edit), suggestions: values.tag },
    {
      key: 'score',
      label: m.field_label({ field: 'score' }),
      input: 'number',
      editable: edit,
      read: (lead) => one(lead.score ? String(lead.score) : ''),
      write: (draft) => {
        const score = parseAmount(first(draft));
        return Number.isInteger(score) && score >= 0 && score <= 100 ? { score } : m.record_score_wrong();
      },
      words: first,
    },
    ...lookups.custom.map((field) => customFact(field, edit, format)),
    fixedFact('lostReason', (lead) => lead.lostReason),
    fixedFact('wonValue', (lead) =>
      lead.wonValueMinor === null ? '' : format.money(lead.wonValueMinor, lead.currency),
    ),
    fixedFact('wonOn', (lead) => lead.wonOn && format.day(lead.wonOn)),
    fixedFact('externalId', (lead) => lead.externalId),
    { ...fixedFact('createdAt', (lead) => format.date(lead.createdAt)), always: true },
  ];
  return {
    name: textFact('name', edit),
    organisation: textFact('organisation', edit),
    value: valueFact(edit, format),
    list,
  };
};

/** The fields of a lead, and which of them this person may change. */
export const useFacts = () => {
  const { may, format } = useSession();
  const lookups = useLookups();
  const assignable = useAssignable();
  return factsOf({ lookups, format, may, assignable });
};
