import { type CustomField, type LeadCondition, type LeadField, leadFields } from '@iperform/contract';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type DialectName, jsonText } from '../../db/dialect.ts';
import { param, type Values } from '../../db/prepared.ts';
import { fold } from '../../db/search.ts';
import { addDays, dayOf, startOfDay } from '../../kernel/days.ts';
import { invalidField } from '../../kernel/errors.ts';
import { normalEmail, normalPhone } from './contacts.ts';

/** One condition, and what an index can do for it. */
export interface CompiledCondition {
  sql: RawBuilder<SqlBool>;
  field: LeadCondition['field'] | 'q';
  /** One value, or one range, of a column; `null`: neither, or not of a column of the lead at all. */
  asks: 'one' | 'range' | null;
  /** Whether it is decided by columns of the lead alone. */
  own: boolean;
}

/** What a filter means: the text of its conditions, named by `shape`, and the values that fill them. */
export interface CompiledFilter {
  shape: string;
  values: Values;
  conditions: CompiledCondition[];
}

export interface FilterContext {
  dialect: DialectName;
  /** Who `me` is. */
  userId: string;
  timeZone: string;
  now: number;
  customFields: CustomField[];
}

type Field = LeadCondition['field'];

const column: Partial<Record<Field, string>> = {
  name: 'name_sort',
  organisation: 'organisation_sort',
  stage: 'status_id',
  stageKind: 'status_kind',
  owner: 'salesperson_id',
  warrior: 'warrior_id',
  partner: 'partner_id',
  source: 'source',
  campaign: 'campaign',
  product: 'product',
  city: 'city',
  state: 'state',
  country: 'country',
  lostReason: 'lost_reason',
  externalId: 'external_id',
  import: 'import_id',
  value: 'value_minor',
  wonValue: 'won_value_minor',
  score: 'score',
  wonOn: 'won_on',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  nextFollowupAt: 'next_followup_at',
  lastActivityAt: 'last_activity_at',
  stageSince: 'status_since',
};

/** Fields that live in a table of their own: which, under which condition, and the column compared. */
const aside: Partial<Record<Field, { table: string; where: string; column: string }>> = {
  email: { table: 'lead_contact', where: `kind = 'email'`, column: 'value' },
  phone: { table: 'lead_contact', where: `kind = 'phone'`, column: 'value' },
  tag: { table: 'lead_tag', where: '1 = 1', column: 'tag' },
  coSales: { table: 'lead_share', where: '1 = 1', column: 'user_id' },
};

type Operand = RawBuilder<unknown>;

/** How a value is written where it is compared. */
const normalised = (field: Field, value: string | number | boolean, context: FilterContext): unknown => {
  if (field === 'email') return normalEmail(String(value));
  if (field === 'phone') return normalPhone(String(value));
  if (field === 'name' || field === 'organisation') return fold(String(value)).trim().slice(0, 60);
  if ((field === 'owner' || field === 'warrior' || field === 'coSales') && value === 'me')
    return context.userId;
  // As text, whatever JSON it came as: MySQL would compare a number with a text by its digits.
  return String(value);
};

/** Compiles a filter that its schema has passed. @throws AppError VALIDATION_FAILED for a custom field that is none */
export const compileFilter = (filter: LeadCondition[], context: FilterContext): CompiledFilter => {
  const values: Values = {};
  const bind = (value: unknown): Operand => {
    const name = `f${Object.keys(values).length}`;
    values[name] = value;
    return sql`${param(name)}`;
  };
  const list = (all: unknown[]) => sql.join(all.map(bind));

  const operand = (field: Field): Operand => {
    const name = column[field];
    if (name !== undefined) return sql.ref(`leads.${name}`);
    const key = field.slice('custom.'.length);
    if (!context.customFields.some((f) => f.key === key)) {
      throw invalidField('filter', `this company has no custom field ${key}`);
    }
    return jsonText(context.dialect, sql.ref('leads.custom'), key);
  };

  const range = (what: Operand, from: unknown, to: unknown): RawBuilder<SqlBool> => {
    const parts: RawBuilder<unknown>[] = [];
    if (from !== undefined) parts.push(sql`${what} >= ${bind(from)}`);
    if (to !== undefined) parts.push(sql`${what} < ${bind(to)}`);
    return sql<SqlBool>`(${sql.join(parts, sql` and `)})`;
  };

  const days = (value: { from?: string | undefined; to?: string | undefined }) => ({
    from: value.from === undefined ? undefined : startOfDay(value.from, context.timeZone),
    to: value.to === undefined ? undefined : startOfDay(value.to, context.timeZone),
  });

  const inAside = (
    field: Field,
    condition: (what: Operand) => RawBuilder<unknown>,
    not: boolean,
  ): RawBuilder<SqlBool> => {
    const at = aside[field];
    if (at === undefined) throw new Error(`${field} has no table of its own`);
    const ids = sql`(select lead_id from ${sql.table(at.table)} where ${sql.raw(at.where)} and ${condition(sql.ref(at.column))})`;
    return not ? sql<SqlBool>`leads.id not in ${ids}` : sql<SqlBool>`leads.id in ${ids}`;
  };

  /** The beginning of a text, as a range that an index can serve. */
  const startsWith = (what: Operand, prefix: string) =>
    sql`${what} >= ${bind(prefix)} and ${what} < ${bind(`${prefix}\u{10FFFF}`)}`;

  const compile = (c: LeadCondition): RawBuilder<SqlBool> => {
    const { field } = c;
    if (c.field === 'entered') {
      const { from, to } = days(c.value);
      const inPeriod = from === undefined && to === undefined ? sql`1 = 1` : range(sql.ref('at'), from, to);
      return sql<SqlBool>`leads.id in (select lead_id from lead_stage_history where to_status_id = ${bind(c.value.stageId)} and ${inPeriod})`;
    }
    switch (c.op) {
      case 'empty':
      case 'present': {
        if (field in aside) return inAside(field, () => sql`1 = 1`, c.op === 'empty');
        const what = operand(field);
        const numeric = field in leadFields && leadFields[field as LeadField].type === 'date';
        const blank = numeric ? sql`${what} is null` : sql`(${what} is null or ${what} = '')`;
        return c.op === 'empty' ? sql<SqlBool>`${blank}` : sql<SqlBool>`not ${blank}`;
      }
      case 'in':
      case 'notIn': {
        const wanted = c.value.flatMap((v): unknown[] =>
          // SQLite reads a JSON true as 1, MySQL as true: both spellings are asked for.
          field.startsWith('custom.') && typeof v === 'boolean'
            ? v
              ? ['true', '1']
              : ['false', '0']
            : [field.startsWith('custom.') ? String(v) : normalised(field, v, context)],
        );
        const not = c.op === 'notIn';
        if (field in aside) return inAside(field, (what) => sql`${what} in (${list(wanted)})`, not);
        const what = operand(field);
        return not
          ? sql<SqlBool>`(${what} is null or ${what} not in (${list(wanted)}))`
          : sql<SqlBool>`${what} in (${list(wanted)})`;
      }
      case 'starts': {
        const prefix = String(normalised(field, c.value, context));
        if (field in aside) return inAside(field, (what) => startsWith(what, prefix), false);
        return sql<SqlBool>`(${startsWith(operand(field), prefix)})`;
      }
      case 'gte':
      case 'lt': {
        const what = field.startsWith('custom.') ? sql`cast(${operand(field)} as double)` : operand(field);
        return c.op === 'gte' ? range(what, c.value, undefined) : range(what, undefined, c.value);
      }
      case 'between': {
        if (c.field === 'wonOn') return range(operand(field), c.value.from, c.value.to);
        const { from, to } = days(c.value);
        return range(operand(field), from, to);
      }
      case 'is': {
        const today = dayOf(context.now, context.timeZone);
        const tomorrow = addDays(today, 1);
        const asDay = c.field === 'wonOn';
        const start = asDay ? today : startOfDay(today, context.timeZone);
        const end = asDay ? tomorrow : startOfDay(tomorrow, context.timeZone);
        if (c.value === 'overdue') return range(operand(field), undefined, start);
        if (c.value === 'today') return range(operand(field), start, end);
        return range(operand(field), end, undefined);
      }
    }
  };

  return {
    shape: filter.map(shapeOf).join('&'),
    values,
    conditions: filter.map((c) => ({
      sql: compile(c),
      field: c.field,
      asks: asks(c),
      own: c.field in column,
    })),
  };
};

const ranges = new Set(['gte', 'lt', 'between', 'is', 'starts']);

const asks = (c: LeadCondition): CompiledCondition['asks'] => {
  if (!(c.field in column)) return null;
  if (c.op === 'in') return c.value.length === 1 ? 'one' : null;
  return c.field !== 'entered' && ranges.has(c.op) ? 'range' : null;
};

/** Everything of a condition that changes its text, and nothing else. */
const shapeOf = (c: LeadCondition): string => {
  if (c.op === 'between') {
    return `${c.field}:between:${c.value.from === undefined ? 0 : 1}${c.value.to === undefined ? 0 : 1}`;
  }
  if (c.op === 'in' || c.op === 'notIn') {
    const extra = c.value.filter((v) => typeof v === 'boolean').length;
    return `${c.field}:${c.op}:${c.value.length}:${extra}`;
  }
  return c.op === 'is' ? `${c.field}:is:${c.value}` : `${c.field}:${c.op}`;
};
