import type { Bench } from '../figure.ts';
import { outcomeText } from '../figure.ts';
import { fixtureOf, generated } from '../generate.ts';
import { compare } from '../measure.ts';
import { startProduct, startReference, variantsOn } from '../sides.ts';

/** Goal 1: one lead by its id. */
export const point: Bench = {
  name: 'point',
  on: 'SQLite, 1,000,000 leads, FULL',
  run: async () => {
    const folder = await generated(1_000_000);
    const sides = variantsOn(fixtureOf(folder));
    const [product, reference] = await Promise.all([startProduct({ folder }), startReference({ folder })]);
    const [bare, admin, manager] = await compare([
      sides.bare.point(reference),
      sides.product.point(product),
      sides.product.point(product, 'product, as manager', 'manager'),
    ]);
    await Promise.all([product.stop(), reference.stop()]);
    if (admin === undefined || manager === undefined) throw new Error('three variants were measured');
    const detail = outcomeText(admin, bare);
    return [
      { goal: '1', what: 'one lead, CPU', value: admin.ratio.cpu, unit: '×', limit: 3, detail },
      { goal: '1', what: 'one lead, p99', value: admin.ratio.p99, unit: '×', limit: 3, detail },
      {
        goal: '',
        what: 'one lead as a manager, CPU',
        value: manager.ratio.cpu,
        unit: '×',
        limit: null,
        detail: outcomeText(manager, bare),
      },
    ];
  },
};
