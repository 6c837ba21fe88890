import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { copyOf, relayElsewhere } from '../copies.ts';
import type { Bench } from '../figure.ts';
import { outcomeText } from '../figure.ts';
import { fixtureOf, generated } from '../generate.ts';
import { against, compare } from '../measure.ts';
import { startProduct, startReference, variantsOn } from '../sides.ts';

const countsOf = (path: string): { leads: number; logs: number; history: number } => {
  const db = new DatabaseSync(path, { readOnly: true });
  const count = (sql: string) => Number(db.prepare(sql).get()?.n);
  const counts = {
    leads: count('select count(*) as n from leads'),
    logs: count("select count(*) as n from lead_logs where kind = 'created'"),
    history: count('select count(distinct lead_id) as n from lead_stage_history'),
  };
  db.close();
  return counts;
};

/** Goal 3: a new lead with its log, history, contacts, search words and outbox row in one transaction. */
export const create: Bench = {
  name: 'create',
  on: 'SQLite, 100,000 leads, FULL',
  run: async () => {
    const generatedFolder = await generated(100_000);
    const fixture = fixtureOf(generatedFolder);
    const [ours, theirs, whole] = [copyOf(generatedFolder), copyOf(generatedFolder), copyOf(generatedFolder)];
    relayElsewhere(join(ours, fixture.database));
    const sides = variantsOn(fixture);
    const [product, carrying, reference] = await Promise.all([
      startProduct({ folder: ours }),
      startProduct({ folder: whole }),
      startReference({ folder: theirs }),
    ]);
    const outcomes = await compare([
      sides.bare.create(reference, 'create', 'bare, same statements'),
      sides.bare.create(reference, 'plain', 'bare lead + log'),
      sides.product.create(product),
      sides.product.create(carrying, 'product with relay and analytics'),
    ]);
    await Promise.all([product.stop(), carrying.stop(), reference.stop()]);
    const [same, plain, made, carried] = outcomes;
    if (same === undefined || plain === undefined || made === undefined || carried === undefined) {
      throw new Error('four variants were measured');
    }
    const counts = [ours, whole].map((folder) => countsOf(join(folder, fixture.database)));
    const astray = counts.reduce(
      (sum, c) => sum + Math.abs(c.leads - c.logs) + Math.abs(c.leads - c.history),
      0,
    );
    for (const folder of [ours, theirs, whole]) rmSync(folder, { recursive: true, force: true });
    const detail = outcomeText(made, same);
    return [
      {
        goal: '3',
        what: 'create, CPU against the same statements',
        value: made.ratio.cpu,
        unit: '×',
        limit: 2.5,
        detail,
      },
      {
        goal: '3',
        what: 'create, CPU against bare lead + log',
        value: against(made, plain, 'cpu'),
        unit: '×',
        limit: 2.5,
        detail: `${made.median.cpu.toFixed(0)} µs against ${plain.median.cpu.toFixed(0)} µs; the same statements bare are ${against(same, plain, 'cpu').toFixed(2)}×`,
      },
      {
        goal: '',
        what: 'create with relay and analytics in the same process, CPU',
        value: carried.ratio.cpu,
        unit: '×',
        limit: null,
        detail: outcomeText(carried, same),
      },
      {
        goal: '3',
        what: 'leads without their log or history afterwards',
        value: astray,
        unit: 'count',
        limit: 0,
        detail: counts.map((c) => `${c.leads} leads, ${c.logs} logs`).join('; '),
      },
    ];
  },
};
