import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { crash } from './benches/crash.ts';
import { create } from './benches/create.ts';
import { funnel } from './benches/funnel.ts';
import { idle } from './benches/idle.ts';
import { imports } from './benches/import.ts';
import { list } from './benches/list.ts';
import { mariadb } from './benches/mariadb.ts';
import { point } from './benches/point.ts';
import { relay } from './benches/relay.ts';
import { start } from './benches/start.ts';
import { webjs } from './benches/webjs.ts';
import { type Bench, type Figure, isMet } from './figure.ts';
import { load } from './measure.ts';

/** `npm run bench [-- NAME …]`: measures the product against bare references; see docs/performance.md. */

const benches: Bench[] = [point, list, create, mariadb, webjs, start, relay, funnel, imports, idle, crash];
const results = join(import.meta.dirname, 'results');

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const number = (value: number): string => value.toFixed(value >= 100 || Number.isInteger(value) ? 0 : 2);

const line = (figure: Figure): string => {
  const { goal, what, value, unit, limit, least } = figure;
  const met = isMet(figure);
  const verdict = met === null ? '    ' : met ? 'met ' : 'MISS';
  const bound = limit === null ? '' : `${least ? '≥' : '≤'} ${limit}`;
  return `  ${verdict} ${goal.padEnd(3)} ${what.padEnd(62)} ${number(value).padStart(9)} ${unit.padEnd(6)} ${bound}`;
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  say(`no bench ${unknown.join(', ')}; there are ${benches.map((bench) => bench.name).join(', ')}`);
  process.exit(2);
}
mkdirSync(results, { recursive: true });
let missed = 0;
for (const bench of benches.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const started = performance.now();
  const loadBefore = load();
  say(`${bench.name} (${bench.on})`);
  const figures = await bench.run();
  const seconds = Math.round((performance.now() - started) / 1000);
  for (const figure of figures) {
    say(line(figure));
    say(`           ${figure.detail}`);
  }
  say(`  ${seconds} s, load ${loadBefore.toFixed(1)} to ${load().toFixed(1)}\n`);
  missed += figures.filter((figure) => isMet(figure) === false).length;
  const kept = {
    bench: bench.name,
    on: bench.on,
    node: process.version,
    cores: availableParallelism(),
    load: [loadBefore, load()],
    seconds,
    figures: figures.map((figure) => ({ ...figure, met: isMet(figure) })),
  };
  writeFileSync(join(results, `${bench.name}.json`), `${JSON.stringify(kept, null, 2)}\n`);
}
say(missed === 0 ? 'every goal is met' : `${missed} goals are missed`);
