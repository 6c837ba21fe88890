import { type Child, startChild } from './child.ts';
import type { Fixture } from './fixture.ts';
import { productEnv } from './generate.ts';
import type { Variant } from './measure.ts';
import type { ProductHello } from './product.ts';
import { bodies, bodyOf, type ListQuestion, pathOf, type Who } from './questions.ts';
import type { Task } from './reference.ts';

// Both sides of a comparison, started on a folder of generated data.

export type Product = Child<ProductHello>;
export type Reference = Child<{ url: string }>;

/** Where a side keeps its data. */
export interface Place {
  folder: string;
  databaseUrl?: string;
}

export const startProduct = ({ folder, databaseUrl }: Place): Promise<Product> =>
  startChild('product.ts', [], productEnv(folder, databaseUrl));

export const startReference = (place: Place, lists: ListQuestion[] = []): Promise<Reference> =>
  startChild('reference.ts', [JSON.stringify({ ...place, lists } satisfies Task)]);

type Requests = Variant['requests'];

const variant = (name: string, side: Child<unknown>, requests: Requests, more?: () => number): Variant => ({
  name,
  url: side.url,
  requests,
  cpu: async () => (await side.ask('cpu')) + (more?.() ?? 0),
});

const bearer = (product: Product, who: Who) => ({ authorization: `Bearer ${product.hello.tokens[who]}` });

/** Variants of the product and of the reference. `more`: CPU of a database server that works for both. */
export const variantsOn = (fixture: Fixture, more?: () => number) => ({
  product: {
    point: (product: Product, name = 'product', who: Who = 'admin') =>
      variant(
        name,
        product,
        fixture.sample.map((id) => ({ path: `/api/v1/leads/${id}`, headers: bearer(product, who) })),
        more,
      ),
    list: (product: Product, questions: ListQuestion[], name = 'product') =>
      variant(
        name,
        product,
        questions.map((q) => ({ path: pathOf(q), headers: bearer(product, q.who) })),
        more,
      ),
    create: (product: Product, name = 'product') =>
      variant(
        name,
        product,
        Array.from({ length: bodies }, (_, n) => ({
          method: 'POST',
          path: '/api/v1/leads',
          headers: { ...bearer(product, 'sales'), 'content-type': 'application/json' },
          body: JSON.stringify(bodyOf(n)),
        })),
        more,
      ),
  },
  bare: {
    point: (reference: Reference, name = 'bare') =>
      variant(
        name,
        reference,
        fixture.sample.map((id) => ({ path: `/point/${id}` })),
        more,
      ),
    list: (reference: Reference, indexes: number[], name = 'bare') =>
      variant(
        name,
        reference,
        indexes.map((n) => ({ path: `/list/${n}` })),
        more,
      ),
    create: (reference: Reference, route: 'create' | 'plain', name: string) =>
      variant(
        name,
        reference,
        Array.from({ length: bodies }, (_, n) => ({
          method: 'POST',
          path: `/${route}/${n}`,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(bodyOf(n)),
        })),
        more,
      ),
  },
});
