import { isTest, isTypeScript } from './source-files.ts';

const MOST_LINES = 400;

interface WordRule {
  word: RegExp;
  why: string;
  /** True where the word may stand. */
  allowed?: (path: string) => boolean;
  /** Comments may say it: only code counts. */
  codeOnly?: boolean;
}

const under =
  (...prefixes: string[]) =>
  (path: string): boolean =>
    prefixes.some((prefix) => path.startsWith(prefix));

// Written so that this file does not break its own rules.
const WORD_RULES: WordRule[] = [
  { word: /\b(TO[D]O|FIXM[E]|XX[X]|HAC[K])\b/, why: 'unfinished work belongs in an issue' },
  { word: /\.only[(]/, why: 'a focused test hides all others' },
  { word: /\.skip[(]/, why: 'a test that cannot run says so with { skip: reason }' },
  { word: /\bas\s+an[y]\b(?!\s+[a-z])/, why: 'no casts to any', codeOnly: true },
  { word: /@ts-(ignor[e]|nochec[k]|expect-erro[r])/, why: 'the type checker is never silenced' },
  { word: /biome-ignor[e]/, why: 'the linter is never silenced' },
  {
    word: /\bconsole\./,
    why: 'the log is the way to say something; console is for the command line and the tools',
    allowed: under('server/src/cli/', 'tools/', 'bench/', 'deploy/', 'web/scripts/'),
    codeOnly: true,
  },
  {
    word: /\bprocess\.env\b/,
    why: 'server/src/config.ts is the only reader of the environment',
    allowed: (path) =>
      isTest(path) ||
      path === 'server/src/config.ts' ||
      under('server/src/testing/', 'tools/', 'e2e/', 'bench/', 'deploy/')(path),
    codeOnly: true,
  },
];

/** The line without its comment. */
const codeOf = (line: string): string => (/^\s*\/?\*/.test(line) ? '' : line.replace(/(^|\s)\/\/.*$/, ''));

/** Words that must not stand in the text, as `path:line: word (why)`. */
export function bannedWords(path: string, text: string): string[] {
  if (!isTypeScript(path)) return [];
  const rules = WORD_RULES.filter((rule) => !rule.allowed?.(path));
  return text.split('\n').flatMap((line, index) =>
    rules.flatMap((rule) => {
      const found = rule.word.exec(rule.codeOnly ? codeOf(line) : line);
      return found ? [`${path}:${index + 1}: "${found[0]}" (${rule.why})`] : [];
    }),
  );
}

/** TypeScript files of more than 400 lines. */
export function oversized(path: string, text: string): string[] {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return isTypeScript(path) && lines > MOST_LINES
    ? [`${path}: ${lines} lines (at most ${MOST_LINES}): split it by act`]
    : [];
}

/** Folders whose name says nothing, and files that are not kebab-case. */
export function badNames(path: string): string[] {
  const parts = path.split('/');
  const file = parts.at(-1) ?? '';
  const vague = parts
    .slice(0, -1)
    .find((part) => ['shared', 'common', 'utils', 'util', 'core', 'helpers'].includes(part));
  return [
    ...(vague ? [`${path}: no folder called "${vague}": name it after what it does`] : []),
    ...(isTypeScript(path) && !/^[a-z0-9]+([-.][a-z0-9]+)*\.tsx?$/.test(file)
      ? [`${path}: file names are kebab-case`]
      : []),
  ];
}

/** A lock file that names download addresses ties everyone to one registry. */
export function lockAddresses(lock: string): string[] {
  return lock
    .split('\n')
    .flatMap((line, index) =>
      /"resolved": "[a-z+]+:/.test(line)
        ? [`package-lock.json:${index + 1}: ${line.trim().slice(0, 100)}`]
        : [],
    );
}
