import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportCounts, LeadImport } from '@iperform/contract';
import { callerOf } from './calls.ts';
import type { Product } from './sides.ts';

// Imports as the wizard drives them.

/** Uploads a file and takes the suggested mapping; answers the import's id. */
export const beginImport = async (product: Product, csv: string): Promise<string> => {
  const call = callerOf(product);
  const { id, columns } = await call<LeadImport>('POST', '/api/v1/imports?filename=bench.csv', csv);
  await call('PUT', `/api/v1/imports/${id}/mapping`, {
    columns: columns.map(({ index, suggestion: { target, newField } }) => ({
      index,
      target,
      ...(newField === null ? {} : { newField: { label: newField.label, type: newField.type } }),
    })),
    options: {},
  });
  return id;
};

/** Waits until an import has run. @throws Error where it failed */
export const importDone = async (product: Product, id: string, everyMs = 250): Promise<ImportCounts> => {
  const call = callerOf(product);
  for (;;) {
    const { state, error, result } = await call<LeadImport>('GET', `/api/v1/imports/${id}`);
    if (state === 'failed') throw new Error(`the import failed: ${error}`);
    if (state === 'done' && result !== null) return result;
    await sleep(everyMs);
  }
};

export const runImport = (product: Product, id: string): Promise<LeadImport> =>
  callerOf(product)('POST', `/api/v1/imports/${id}/run`, {});
