import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { roles } from './roles.ts';
import { id, ref } from './values.ts';

export const person = z.object({
  id,
  name: z.string(),
  role: z.enum(roles),
  active: z.boolean(),
  managerId: id.nullable(),
});
export type Person = z.output<typeof person>;

export const people = {
  list: endpoint({
    name: 'people.list',
    method: 'GET',
    path: '/api/v1/people',
    access: 'people:read',
    summary: 'People you may see, and whom of them you may give a lead to',
    reply: z.object({
      people: z.array(person),
      partners: z.array(ref),
      /** People you may make owner of a lead you may change. */
      assignableOwners: z.array(id),
      assignableWarriors: z.array(id),
    }),
  }),
};
