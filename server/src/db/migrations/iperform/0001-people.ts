import { createTable } from '../../dialect.ts';
import type { Step } from '../../migrate.ts';

export const people: Step = {
  name: '0001-people',
  up: (dialect) => [
    ...createTable(dialect, 'user', {
      columns: {
        id: 'id',
        email: { text: 254 },
        email_norm: { text: 254 },
        name: { text: 200 },
        role: { key: 30 },
        password_hash: { key: 300 },
        active: 'int',
        manager_id: { type: 'id', null: true },
        partner_id: { type: 'id', null: true },
        changed_on: 'big',
        created_at: 'big',
      },
      primary: ['id'],
      unique: [['email_norm']],
    }),
    ...createTable(dialect, 'user_tree', {
      columns: { ancestor_id: 'id', descendant_id: 'id', depth: 'int' },
      primary: ['ancestor_id', 'descendant_id'],
      indexes: [['descendant_id']],
    }),
    ...createTable(dialect, 'warrior', {
      columns: { user_id: 'id', salesperson_id: 'id' },
      primary: ['salesperson_id', 'user_id'],
      indexes: [['user_id']],
    }),
    ...createTable(dialect, 'partner', {
      columns: { id: 'id', name: { text: 200 }, active: 'int' },
      primary: ['id'],
    }),
    ...createTable(dialect, 'all_session', {
      columns: {
        id: { key: 64 },
        user_id: 'id',
        platform: { key: 20 },
        public_ip: { text: 60 },
        ip: { key: 60 },
        os: { text: 100 },
        device: { text: 200 },
        csrf: { key: 64 },
        suspended: 'int',
        created_at: 'big',
        seen_at: 'big',
        expires_at: 'big',
      },
      primary: ['id'],
      indexes: [['user_id', 'platform'], ['expires_at']],
    }),
    ...createTable(dialect, 'setting', {
      columns: { name: { key: 60 }, value: 'json' },
      primary: ['name'],
    }),
  ],
};
