import type { Permission, Role } from '@iperform/contract';

/**
 * How far a permission reaches. `all`: the company · `team`: the user and everybody below them in the reporting tree ·
 * `own`: own leads, leads shared with them, leads of warriors that work for them · `assigned`: leads given to them as
 * warrior · `shared`: leads shared with them · `support`: won leads · `partner`: leads of their partner company ·
 * `none`: not at all.
 */
export type Scope = 'all' | 'team' | 'own' | 'assigned' | 'shared' | 'support' | 'partner' | 'none';

const nothing = {
  'lead:read': 'none',
  'lead:create': 'none',
  'lead:update': 'none',
  'lead:move': 'none',
  'lead:delete': 'none',
  'lead:assign': 'none',
  'activity:create': 'none',
  'import:run': 'none',
  'report:read': 'none',
  'people:read': 'none',
  'settings:read': 'none',
  'settings:write': 'none',
  'ui:use': 'none',
} as const satisfies Record<Permission, Scope>;

const everything = {
  ...nothing,
  'lead:read': 'all',
  'lead:create': 'all',
  'lead:update': 'all',
  'lead:move': 'all',
  'lead:delete': 'all',
  'lead:assign': 'all',
  'activity:create': 'all',
  'import:run': 'all',
  'report:read': 'all',
  'people:read': 'all',
  'settings:read': 'all',
} as const satisfies Record<Permission, Scope>;

/** The visibility table: who may do what, and over which leads. What is not named is `none`. */
export const policy: Record<Role, Record<Permission, Scope>> = {
  ADMIN: { ...everything, 'settings:write': 'all', 'ui:use': 'all' },
  MANAGER: {
    ...nothing,
    'lead:read': 'team',
    'lead:create': 'team',
    'lead:update': 'team',
    'lead:move': 'team',
    'lead:delete': 'team',
    'lead:assign': 'team',
    'activity:create': 'team',
    'import:run': 'team',
    'report:read': 'team',
    'people:read': 'team',
    'ui:use': 'all',
  },
  SALESPERSON: {
    ...nothing,
    'lead:read': 'own',
    'lead:create': 'own',
    'lead:update': 'own',
    'lead:move': 'own',
    'lead:delete': 'own',
    'lead:assign': 'own',
    'activity:create': 'own',
    'report:read': 'own',
    'people:read': 'own',
    'ui:use': 'all',
  },
  WARRIOR: {
    ...nothing,
    'lead:read': 'assigned',
    'lead:update': 'assigned',
    'lead:move': 'assigned',
    'activity:create': 'assigned',
    'report:read': 'assigned',
    'ui:use': 'all',
  },
  COSALES: {
    ...nothing,
    'lead:read': 'shared',
    'lead:update': 'shared',
    'lead:move': 'shared',
    'activity:create': 'shared',
    'report:read': 'shared',
    'ui:use': 'all',
  },
  CUSTOMER_SUCCESS: {
    ...nothing,
    'lead:read': 'support',
    'activity:create': 'support',
    'ui:use': 'all',
  },
  INTEGRATION: {
    ...nothing,
    'lead:read': 'all',
    'lead:create': 'all',
    'lead:update': 'all',
    'lead:move': 'all',
    'activity:create': 'all',
    'import:run': 'all',
  },
  DEV: everything,
  GUEST: { ...nothing, 'lead:read': 'all', 'ui:use': 'all' },
  PARTNER: {
    ...nothing,
    'lead:read': 'partner',
    'activity:create': 'partner',
    'report:read': 'partner',
    'ui:use': 'all',
  },
};

/** The scope a role has a permission in; a role that is not known has none. */
export const scopeOf = (role: Role, permission: Permission): Scope => policy[role]?.[permission] ?? 'none';

/** The permissions a role holds in any scope. */
export const permissionsOf = (role: Role): Permission[] =>
  (Object.entries(policy[role]) as [Permission, Scope][]).flatMap(([name, scope]) =>
    scope === 'none' ? [] : name,
  );
