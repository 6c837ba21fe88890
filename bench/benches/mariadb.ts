import { join } from 'node:path';
import { processCpu } from '../child.ts';
import type { Bench, Figure } from '../figure.ts';
import { outcomeText } from '../figure.ts';
import { cacheRoot, fixtureOf, generated } from '../generate.ts';
import { startBenchMariadb } from '../mariadb.ts';
import { compare, type Variant } from '../measure.ts';
import { listQuestions } from '../questions.ts';
import { startProduct, startReference, variantsOn } from '../sides.ts';

/** Goal 4: goals 1 to 3 on MariaDB; Node and the database server together. */
export const mariadb: Bench = {
  name: 'mariadb',
  on: 'MariaDB, 100,000 leads, innodb_flush_log_at_trx_commit=1',
  run: async () => {
    const server = await startBenchMariadb(join(cacheRoot, 'mariadb'));
    const databaseUrl = server.url;
    const folder = await generated(100_000, databaseUrl);
    const fixture = fixtureOf(folder);
    const [admin, manager] = [listQuestions(fixture, 'admin'), listQuestions(fixture, 'manager')];
    const [product, reference] = await Promise.all([
      startProduct({ folder, databaseUrl }),
      startReference({ folder, databaseUrl }, [...admin, ...manager]),
    ]);
    const { bare, product: ours } = variantsOn(fixture, () => processCpu(server.pid));
    const one = async (what: string, variants: [Variant, Variant]): Promise<Figure> => {
      const [reference, made] = await compare(variants);
      if (made === undefined) throw new Error('two variants were measured');
      const detail = outcomeText(made, reference);
      return {
        goal: '4',
        what: `${what}, CPU with the database`,
        value: made.ratio.cpu,
        unit: '×',
        limit: 2,
        detail,
      };
    };
    const figures = [
      await one('one lead', [bare.point(reference), ours.point(product)]),
      await one('list of 50 as admin', [bare.list(reference, [0, 1, 2, 3]), ours.list(product, admin)]),
      await one('list of 50 as manager', [bare.list(reference, [4, 5, 6, 7]), ours.list(product, manager)]),
      await one('create', [bare.create(reference, 'create', 'bare'), ours.create(product)]),
    ];
    await Promise.all([product.stop(), reference.stop()]);
    await server.stop();
    return figures;
  },
};
