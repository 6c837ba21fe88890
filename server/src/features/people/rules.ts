import type { Person, Role } from '@iperform/contract';

/** Roles that may own a lead. */
const owners: Role[] = ['ADMIN', 'MANAGER', 'SALESPERSON'];

export const mayOwn = (person: Pick<Person, 'role' | 'active'>): boolean =>
  person.active && owners.includes(person.role);

export const mayBeWarrior = (person: Pick<Person, 'role' | 'active'>): boolean =>
  person.active && person.role === 'WARRIOR';
