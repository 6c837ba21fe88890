import assert from 'node:assert/strict';
import type { Answer, Person, TestApp } from './harness.ts';

// Driving imports through the API, as the wizard does.

/** Text of a CSV file, every cell in quotation marks. */
export const csv = (rows: (string | number)[][]): string =>
  rows.map((row) => row.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(',')).join('\r\n');

export interface ImportDriver {
  who: Person;
  upload: (content: string | Buffer, fileName?: string) => Promise<Answer>;
  /** Uploads and maps; targets in the order of the columns, else the suggested ones. */
  begin: (content: string | Buffer, targets?: string[], options?: Record<string, unknown>) => Promise<string>;
  act: (id: string, act: 'check' | 'run' | 'cancel' | 'undo') => Promise<Answer>;
  /** Does something and waits until it has ended. */
  finish: (id: string, act: 'check' | 'run' | 'undo') => Promise<Answer['body']>;
  read: (id: string) => Promise<Answer['body']>;
  rows: (id: string, outcome: string) => Promise<Answer['body'][]>;
  /** Every lead there is, oldest first. */
  leads: () => Promise<Answer['body'][]>;
}

/** Imports of one person. */
export const driveImports = (app: TestApp, who: Person): ImportDriver => {
  const upload: ImportDriver['upload'] = (content, fileName = 'leads.csv') =>
    app.call(who, 'POST', `/api/v1/imports?filename=${encodeURIComponent(fileName)}`, Buffer.from(content));
  const act: ImportDriver['act'] = (id, what) => app.call(who, 'POST', `/api/v1/imports/${id}/${what}`, {});
  const read: ImportDriver['read'] = async (id) => (await app.call(who, 'GET', `/api/v1/imports/${id}`)).body;
  return {
    who,
    upload,
    act,
    read,
    begin: async (content, targets, options = {}) => {
      const uploaded = await upload(content);
      assert.equal(uploaded.status, 201, JSON.stringify(uploaded.body));
      const { id, columns } = uploaded.body;
      const mapping = columns.map((column: Answer['body'], index: number) => ({
        index,
        target: targets?.[index] ?? column.suggestion.target,
        ...(targets === undefined && column.suggestion.newField !== null
          ? { newField: { label: column.suggestion.newField.label, type: column.suggestion.newField.type } }
          : {}),
      }));
      const mapped = await app.call(who, 'PUT', `/api/v1/imports/${id}/mapping`, {
        columns: mapping,
        options,
      });
      assert.equal(mapped.status, 200, JSON.stringify(mapped.body));
      return id;
    },
    finish: async (id, what) => {
      const started = await act(id, what);
      assert.equal(started.status, 202, JSON.stringify(started.body));
      const ends = { check: 'checked', run: 'done', undo: 'undone' };
      await app.until(`the ${what} has ended`, async () => {
        const { state, error } = await read(id);
        assert.notEqual(state, 'failed', error);
        return state === ends[what];
      });
      return read(id);
    },
    rows: async (id, outcome) => {
      const rows: Answer['body'][] = [];
      for (let after: number | null = 0; after !== null; ) {
        const page: Answer = await app.call(
          who,
          'GET',
          `/api/v1/imports/${id}/rows?outcome=${outcome}&after=${after}&limit=200`,
        );
        assert.equal(page.status, 200, JSON.stringify(page.body));
        rows.push(...page.body.items);
        after = page.body.next;
      }
      return rows;
    },
    leads: async () => {
      const leads: Answer['body'][] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page: Answer = await app.call(who, 'GET', `/api/v1/leads?sort=createdAt&limit=200${query}`);
        assert.equal(page.status, 200, JSON.stringify(page.body));
        leads.push(...page.body.items);
        cursor = page.body.next;
      }
      return leads;
    },
  };
};
