import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const web = new URL('../', import.meta.url);
const locales = ['en', 'hi'];

/** Options shared by the Vite plug-in and `npm run messages`. */
export const paraglideOptions = {
  project: fileURLToPath(new URL('project.inlang', web)),
  outdir: fileURLToPath(new URL('src/paraglide', web)),
  strategy: ['localStorage', 'preferredLanguage', 'baseLocale'] as [
    'localStorage',
    'preferredLanguage',
    'baseLocale',
  ],
  localStorageKey: 'iperform.locale',
  isServer: 'false',
  emitReadme: false,
  emitPrettierIgnore: false,
};

/**
 * Fails when a language lacks a message or has one too many: Paraglide itself would quietly fall back to English.
 * (A key that is used but not declared fails in `tsc`, because every message is a typed function.)
 */
export const checkMessages = (): void => {
  const folder = new URL('messages/', web);
  const faults: string[] = [];
  const owner = new Map<string, string>();
  for (const area of readdirSync(folder)) {
    const keys = locales.map((locale) =>
      Object.keys(JSON.parse(readFileSync(new URL(`${area}/${locale}.json`, folder), 'utf8'))).sort(),
    );
    const all = new Set(keys.flat());
    for (const key of all) {
      locales.forEach((locale, i) => {
        if (!keys[i]?.includes(key)) faults.push(`messages/${area}/${locale}.json lacks "${key}"`);
      });
      const other = owner.get(key);
      if (other) faults.push(`"${key}" is in messages/${other} and in messages/${area}`);
      owner.set(key, area);
    }
  }
  if (faults.length) throw new Error(`Messages do not agree:\n  ${faults.join('\n  ')}`);
};
