import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const squeezed = /\.(js|css|svg|html|json|webmanifest)$/;
const worthIt = 1024;

/** Writes each text file of the build once more as .br and .gz: the server sends these, and compresses nothing itself. */
export const precompress = (): Plugin => ({
  name: 'iperform:precompress',
  apply: 'build',
  writeBundle: {
    sequential: true,
    order: 'post',
    handler: async ({ dir = 'dist' }) => {
      const entries = await readdir(dir, { recursive: true, withFileTypes: true });
      for (const entry of entries) {
        if (!entry.isFile() || !squeezed.test(entry.name)) continue;
        const path = join(entry.parentPath, entry.name);
        const bytes = await readFile(path);
        if (bytes.length < worthIt) continue;
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
        await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, quality));
        await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
      }
    },
  },
});

/** Puts the API reference page's own script beside the UI, so that it is served without any CDN. */
export const apiReference = (): Plugin => ({
  name: 'iperform:api-reference',
  apply: 'build',
  generateBundle: {
    async handler() {
      const main = createRequire(import.meta.url).resolve('@scalar/api-reference');
      const source = await readFile(join(dirname(main), 'browser/standalone.js'));
      this.emitFile({ type: 'asset', fileName: 'api-docs/standalone.js', source });
    },
  },
});
