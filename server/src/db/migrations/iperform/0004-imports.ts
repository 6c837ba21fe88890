import { createTable } from '../../dialect.ts';
import type { Step } from '../../migrate.ts';

export const imports: Step = {
  name: '0004-imports',
  up: (dialect) => [
    ...createTable(dialect, 'lead_import', {
      columns: {
        id: 'id',
        state: { key: 20 },
        file_name: { text: 255 },
        size: 'big',
        format: { key: 4 },
        encoding: { key: 40 },
        delimiter: { text: 4 },
        sheets: 'json',
        sheet: { text: 100 },
        columns: 'json',
        mapping: { type: 'json', null: true },
        row_count: { type: 'int', null: true },
        progress: 'int',
        check_counts: { type: 'json', null: true },
        result_counts: { type: 'json', null: true },
        undo_counts: { type: 'json', null: true },
        error: { text: 2000 },
        created_by: 'id',
        created_at: 'big',
        started_at: { type: 'big', null: true },
        finished_at: { type: 'big', null: true },
      },
      primary: ['id'],
    }),
    ...createTable(dialect, 'lead_import_row', {
      columns: {
        import_id: 'id',
        phase: { key: 5 },
        row_no: 'int',
        outcome: { key: 10 },
        lead_id: { type: 'id', null: true },
        name: { text: 200 },
        reasons: 'json',
        cells: 'json',
      },
      primary: ['import_id', 'phase', 'row_no'],
      indexes: [['import_id', 'phase', 'outcome', 'row_no']],
    }),
    ...createTable(dialect, 'lead_import_fix', {
      columns: { import_id: 'id', row_no: 'int', column_no: 'int', value: { text: 2000 } },
      primary: ['import_id', 'row_no', 'column_no'],
    }),
    ...createTable(dialect, 'import_memory', {
      columns: { header: { text: 200 }, target: { key: 60 } },
      primary: ['header'],
    }),
  ],
};
