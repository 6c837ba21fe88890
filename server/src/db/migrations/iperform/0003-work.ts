import { createTable } from '../../dialect.ts';
import type { Step } from '../../migrate.ts';

export const work: Step = {
  name: '0003-work',
  up: (dialect) => [
    ...createTable(dialect, 'outbox', {
      columns: { id: 'id', event: { key: 60 }, subject_id: 'id', at: 'big' },
      primary: ['id'],
    }),
    ...createTable(dialect, 'job', {
      columns: {
        id: 'id',
        name: { key: 60 },
        payload: 'json',
        state: { key: 10 },
        run_at: 'big',
        attempts: 'int',
        fence: 'int',
        lease_until: 'big',
        error: { text: 2000 },
        created_at: 'big',
      },
      primary: ['id'],
      indexes: [['state', 'run_at']],
    }),
    ...createTable(dialect, 'lease', {
      columns: { name: { key: 60 }, holder: { key: 60 }, fence: 'int', until: 'big' },
      primary: ['name'],
    }),
    ...createTable(dialect, 'idempotency', {
      columns: {
        user_id: 'id',
        idem_key: { text: 255 },
        route: { key: 60 },
        body_hash: { key: 64 },
        resource_id: 'id',
        at: 'big',
      },
      primary: ['user_id', 'idem_key', 'route'],
      indexes: [['at']],
    }),
  ],
};
