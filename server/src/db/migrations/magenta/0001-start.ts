import { createTable } from '../../dialect.ts';
import type { Step } from '../../migrate.ts';

export const start: Step = {
  name: '0001-start',
  up: (dialect) => [
    ...createTable(dialect, 'company', {
      columns: {
        id: 'id',
        slug: { key: 40 },
        name: { text: 200 },
        time_zone: { key: 60 },
        currency: { key: 3 },
        financial_year_start: 'int',
        database_name: { key: 64 },
        active: 'int',
        created_at: 'big',
      },
      primary: ['id'],
      unique: [['slug']],
    }),
    ...createTable(dialect, 'directory', {
      columns: { email_norm: { text: 254 }, company_id: 'id', user_id: 'id' },
      primary: ['email_norm', 'company_id'],
      indexes: [['company_id', 'user_id']],
    }),
    ...createTable(dialect, 'bell', {
      columns: { company_id: 'id', rung_at: 'big', relayed_at: 'big' },
      primary: ['company_id'],
    }),
    ...createTable(dialect, 'attempt', {
      columns: { bucket: { key: 80 }, window_start: 'big', tries: 'int' },
      primary: ['bucket'],
      indexes: [['window_start']],
    }),
    ...createTable(dialect, 'key_ring', {
      columns: {
        kid: { key: 40 },
        purpose: { key: 40 },
        public_pem: { key: 2000 },
        secret: { key: 8000 },
        created_at: 'big',
      },
      primary: ['kid'],
    }),
  ],
};
