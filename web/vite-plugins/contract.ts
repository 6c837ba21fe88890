import type { Plugin } from 'vite';

/**
 * Replaces `src/contract.ts` by the data it exports. The file derives plain tables (paths of endpoints, names of
 * fields) from the zod contract; evaluated here, the browser gets the tables without the 23 kB of zod.
 */
export const contractData = (): Plugin => ({
  name: 'iperform:contract-data',
  enforce: 'pre',
  async load(id) {
    if (!id.endsWith('/web/src/contract.ts')) return null;
    const data: Record<string, unknown> = await import('../src/contract.ts');
    return Object.entries(data)
      .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
      .join('\n');
  },
});
