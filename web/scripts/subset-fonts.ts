// Cuts the two display files of src/ui/fonts out of Anek Latin, and the rupee sign out of IBM Plex Sans (it sits in the
// 60 kB latin-ext file, which most pages need for nothing else). Run after a change of the font packages: `npm run fonts`.
import { readFile, writeFile } from 'node:fs/promises';
import subsetFont from 'subset-font';

const packages = new URL('../../node_modules/', import.meta.url);
const out = new URL('../src/ui/fonts/', import.meta.url);
const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');

const cut = async (
  from: string,
  to: string,
  characters: string,
  variationAxes: Record<string, number | { min: number; max: number }>,
): Promise<void> => {
  const font = await subsetFont(await readFile(new URL(from, packages)), characters, {
    targetFormat: 'woff2',
    variationAxes,
  });
  await writeFile(new URL(to, out), font);
  console.log(`${to}: ${font.length} bytes`);
};

await cut(
  '@fontsource-variable/anek-latin/files/anek-latin-latin-wdth-normal.woff2',
  'anek-display.woff2',
  `${ascii}–—’“”×·…`,
  { wdth: 112, wght: { min: 600, max: 700 } },
);
await cut(
  '@fontsource-variable/anek-latin/files/anek-latin-latin-ext-wdth-normal.woff2',
  'anek-rupee.woff2',
  '₹',
  { wdth: 112, wght: { min: 600, max: 700 } },
);
await cut(
  '@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-ext-wght-normal.woff2',
  'plex-rupee.woff2',
  '₹',
  {},
);
