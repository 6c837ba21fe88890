/** The ten roles of the product document. A user has one of them in each company. */
export const roles = [
  'ADMIN',
  'MANAGER',
  'SALESPERSON',
  'WARRIOR',
  'COSALES',
  'CUSTOMER_SUCCESS',
  'INTEGRATION',
  'DEV',
  'GUEST',
  'PARTNER',
] as const;
export type Role = (typeof roles)[number];

/** Everything that can be allowed. Which role holds which, and in which scope, is `server/src/access/policy.ts`. */
export const permissions = [
  'lead:read',
  'lead:create',
  'lead:update',
  'lead:move',
  'lead:delete',
  'lead:assign',
  'activity:create',
  'import:run',
  'report:read',
  'people:read',
  'settings:read',
  'settings:write',
  'ui:use',
] as const;
export type Permission = (typeof permissions)[number];
