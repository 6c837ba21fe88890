import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A copy of generated data that may be written to. */
export const copyOf = (folder: string): string => {
  const copy = mkdtempSync(join(tmpdir(), 'iperform-bench-copy-'));
  cpSync(folder, copy, { recursive: true });
  return copy;
};

/** Lays the relay aside: its lease is held by somebody else, as where another process carries the outbox. */
export const relayElsewhere = (path: string): void => {
  const db = new DatabaseSync(path);
  db.prepare('insert into lease (name, holder, fence, until) values (?, ?, 1, ?)').run(
    'relay',
    'bench',
    1e15,
  );
  db.close();
};
