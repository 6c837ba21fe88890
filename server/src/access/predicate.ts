import type { Permission } from '@iperform/contract';
import type { Actor } from '../kernel/context.ts';
import { scopeOf } from './policy.ts';

/** Columns of a lead that decide who sees it. */
export type Holder = 'owner' | 'warrior' | 'partner';

/**
 * Which leads an actor reaches, engine-free. `below`: people in the actor's reporting tree, the actor among them.
 * `warriorsOf`: warriors that work for the actor.
 */
export type Predicate =
  | { is: 'everything' }
  | { is: 'nothing' }
  | { is: 'anyOf'; of: Predicate[] }
  | { is: 'holder'; column: Holder; id: string }
  | { is: 'below'; column: Holder; id: string }
  | { is: 'warriorsOf'; id: string }
  | { is: 'sharedWith'; id: string }
  | { is: 'won' };

/** The leads that `actor` may use `permission` on. The company is settled before: its leads have a database of their own. */
export const predicate = (actor: Actor, permission: Permission): Predicate => {
  const id = actor.userId;
  switch (scopeOf(actor.role, permission)) {
    case 'all':
      return { is: 'everything' };
    case 'team':
      return {
        is: 'anyOf',
        of: [
          { is: 'below', column: 'owner', id },
          { is: 'below', column: 'warrior', id },
          { is: 'sharedWith', id },
        ],
      };
    case 'own':
      return {
        is: 'anyOf',
        of: [
          { is: 'holder', column: 'owner', id },
          { is: 'sharedWith', id },
          { is: 'warriorsOf', id },
        ],
      };
    case 'assigned':
      return { is: 'holder', column: 'warrior', id };
    case 'shared':
      return { is: 'sharedWith', id };
    case 'support':
      return { is: 'won' };
    case 'partner':
      // A partner user who belongs to no partner sees nothing, rather than the leads that have none.
      return actor.partnerId === null
        ? { is: 'nothing' }
        : { is: 'holder', column: 'partner', id: actor.partnerId };
    case 'none':
      return { is: 'nothing' };
  }
};
