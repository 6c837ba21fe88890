import type { Holder, Predicate } from './predicate.ts';

/** What the tree and the warriors' table say of an actor at this moment; ClickHouse keeps neither. */
export interface Reach {
  /** The actor and everybody below them. */
  below: string[];
  /** Warriors that work for the actor. */
  warriors: string[];
}

export interface Condition {
  sql: string;
  params: Record<string, unknown>;
}

const column: Record<Holder, string> = { owner: 'owner_id', warrior: 'warrior_id', partner: 'partner_id' };

/**
 * A predicate as a condition on a fact table that carries `company_id`, `owner_id`, `warrior_id`, `partner_id`,
 * `stage_kind` and the array `shared_with`. The company is always part of it: facts of all companies share tables.
 */
export const toClickhouse = (p: Predicate, companyId: string, reach: Reach): Condition => {
  const params: Record<string, unknown> = { scope_company: companyId };
  const bind = (value: unknown, type: string): string => {
    const name = `scope_${Object.keys(params).length}`;
    params[name] = value;
    return `{${name}:${type}}`;
  };
  const compile = (part: Predicate): string => {
    switch (part.is) {
      case 'everything':
        return '1';
      case 'nothing':
        return '0';
      case 'anyOf':
        return `(${part.of.map(compile).join(' OR ')})`;
      case 'holder':
        return `${column[part.column]} = ${bind(part.id, 'String')}`;
      case 'below':
        return `${column[part.column]} IN ${bind(reach.below, 'Array(String)')}`;
      case 'warriorsOf':
        return `warrior_id IN ${bind(reach.warriors, 'Array(String)')}`;
      case 'sharedWith':
        return `has(shared_with, ${bind(part.id, 'String')})`;
      case 'won':
        return `stage_kind = 'won'`;
    }
  };
  const condition = compile(p);
  return { sql: `company_id = {scope_company:String} AND ${condition}`, params };
};
