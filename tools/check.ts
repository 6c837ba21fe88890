/** `npm run check`: what a change must hold before it is worth running. Every finding is an error. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { badNames, bannedWords, lockAddresses, oversized } from './house-rules.ts';
import { importLaw } from './import-law.ts';
import { runTool } from './run-tool.ts';
import { readSource, sourceFiles } from './source-files.ts';

export interface CheckResult {
  name: string;
  seconds: number;
  findings: string[];
}

const root = join(import.meta.dirname, '..');

const tool = (script: string, args: string[]) => async (): Promise<string[]> => {
  const { code, output } = await runTool(root, script, args);
  return code === 0 ? [] : [output.trim() || `exit ${code} without a word`];
};

const types = (project: string, name: string) =>
  tool('node_modules/typescript/bin/tsc', [
    ...[
      '-p',
      project,
      '--pretty',
      'false',
      '--incremental',
      '--tsBuildInfoFile',
      `.runtime/check/${name}.tsbuildinfo`,
    ],
  ]);

const overFiles = (rule: (path: string, text: string) => string[]) => async (): Promise<string[]> =>
  sourceFiles(root).flatMap((path) =>
    rule(path, /\.(tsx?|css|md|json|sh)$/.test(path) ? readSource(root, path) : ''),
  );

// The long ones first, so that they overlap.
const CHECKS: [string, () => Promise<string[]>][] = [
  ['types: server, contract, tests, tools', types('tsconfig.json', 'server')],
  ['types: web', types('web/tsconfig.json', 'web')],
  ['dead code', tool('node_modules/knip/bin/knip.js', ['--no-progress'])],
  [
    'lint and format',
    tool('node_modules/@biomejs/biome/bin/biome', [
      'check',
      '--error-on-warnings',
      '--reporter=concise',
      '--max-diagnostics=100',
      '--colors=off',
    ]),
  ],
  ['import law', () => importLaw(root)],
  ['file size', overFiles(oversized)],
  ['banned words', overFiles(bannedWords)],
  ['names', overFiles(badNames)],
  ['lock file without addresses', async () => lockAddresses(readSource(root, 'package-lock.json'))],
];

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Runs all checks, says one line for each as it ends and the findings of those that found something. */
export async function runChecks(): Promise<CheckResult[]> {
  // The screens import their messages as generated code.
  if (existsSync(join(root, 'web/scripts/compile-messages.ts'))) {
    const { code, output } = await runTool(root, 'web/scripts/compile-messages.ts', [], join(root, 'web'));
    if (code !== 0) return [report('messages', 0, [output.trim()])];
  }
  const waiting = [...CHECKS];
  const results: CheckResult[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const started = performance.now();
      const [name, check] = next;
      const findings = await check().catch((error: unknown) => [String(error)]);
      results.push(report(name, (performance.now() - started) / 1000, findings));
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, lane));
  return results;
}

function report(name: string, seconds: number, findings: string[]): CheckResult {
  say(`  ${findings.length === 0 ? 'ok  ' : 'FAIL'}  ${name.padEnd(40)} ${seconds.toFixed(1).padStart(5)} s`);
  for (const finding of findings) say(finding.replaceAll(/^/gm, '        '));
  return { name, seconds, findings };
}

if (import.meta.main) {
  const started = performance.now();
  const failed = (await runChecks()).filter((result) => result.findings.length > 0);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(
    failed.length === 0 ? `check: all fine (${seconds} s)` : `check: ${failed.length} failed (${seconds} s)`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}
