import type { Bench, Figure } from '../figure.ts';
import { outcomeText } from '../figure.ts';
import { fixtureOf, generated } from '../generate.ts';
import { against, compare } from '../measure.ts';
import { type ListQuestion, listQuestions, pathOf, type Who } from '../questions.ts';
import { type Product, startProduct, startReference, variantsOn } from '../sides.ts';

const deepPage = 800;
const perCall = 200;

/** The question for the 800th page, found by paging there. */
const deep = async (product: Product, question: ListQuestion): Promise<ListQuestion> => {
  const headers = { authorization: `Bearer ${product.hello.tokens[question.who]}` };
  let at = question;
  for (let left = (deepPage - 1) * 50; left > 0; left -= perCall) {
    const answer = await fetch(product.url + pathOf(at, Math.min(perCall, left)), { headers });
    const { next } = (await answer.json()) as { next: string | null };
    if (next === null) throw new Error('there are fewer than 800 pages');
    at = { ...at, cursor: next };
  }
  return at;
};

/** Goal 2 for one kind of person. */
const forOne = async (who: Who, [small, large]: [string, string]): Promise<Figure[]> => {
  const fixture = fixtureOf(large);
  const questions = listQuestions(fixture, who);
  const [few, product, reference] = await Promise.all([
    startProduct({ folder: small }),
    startProduct({ folder: large }),
    startReference({ folder: large }, questions),
  ]);
  const { bare, product: ours } = variantsOn(fixture);
  const fewQuestions = listQuestions(fixtureOf(small), who);
  const [plain, page, tenThousand] = await compare([
    bare.list(reference, [0, 1, 2, 3]),
    ours.list(product, questions),
    ours.list(few, fewQuestions, '10,000 leads'),
  ]);
  const [question] = questions;
  if (question === undefined) throw new Error('there is a question');
  const far = await deep(product, question);
  const [first, last] = await compare([
    ours.list(product, [question], 'first page'),
    ours.list(product, [far], '800th page'),
  ]);
  await Promise.all([few.stop(), product.stop(), reference.stop()]);
  if (page === undefined || tenThousand === undefined || last === undefined)
    throw new Error('all were measured');
  return [
    {
      goal: '2',
      what: `list of 50 as ${who}, CPU`,
      value: page.ratio.cpu,
      unit: '×',
      limit: 2,
      detail: outcomeText(page, plain),
    },
    {
      goal: '2',
      what: `list of 50 as ${who}, p50 at 1,000,000 against 10,000`,
      value: against(page, tenThousand, 'p50'),
      unit: '×',
      limit: 1.3,
      detail: `p50 ${page.median.p50.toFixed(1)} ms against ${tenThousand.median.p50.toFixed(1)} ms`,
    },
    {
      goal: '2',
      what: `list of 50 as ${who}, 800th page against the first, CPU`,
      value: last.ratio.cpu,
      unit: '×',
      limit: 1.5,
      detail: outcomeText(last, first),
    },
  ];
};

/** Goal 2: a page of the lead list, filtered and sorted, in a scope. */
export const list: Bench = {
  name: 'list',
  on: 'SQLite, 1,000,000 leads, FULL',
  run: async () => {
    const folders: [string, string] = [await generated(10_000), await generated(1_000_000)];
    return [...(await forOne('admin', folders)), ...(await forOne('manager', folders))];
  },
};
