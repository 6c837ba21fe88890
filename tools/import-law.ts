import { existsSync } from 'node:fs';
import { runTool } from './run-tool.ts';
import { isTypeScript, SOURCE_FOLDERS, sourceFiles } from './source-files.ts';

interface Cruise {
  modules: { source: string }[];
  summary: {
    violations: {
      from: string;
      to: string;
      rule: { name: string };
      cycle?: { name: string }[];
      comment?: string;
    }[];
  };
}

/** Breaches of the import law (.dependency-cruiser.cjs), and every file the law did not look at. */
export async function importLaw(root: string): Promise<string[]> {
  const folders = SOURCE_FOLDERS.filter((folder) => existsSync(`${root}/${folder}`));
  const { output, stdout } = await runTool(
    root,
    'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    [...['--config', '.dependency-cruiser.cjs', '--output-type', 'json'], ...folders],
  );
  if (!stdout.trimStart().startsWith('{')) return [`dependency-cruiser said: ${output.trim()}`];
  const cruise = JSON.parse(stdout) as Cruise;

  // Where its parser does not know TypeScript it sees no modules at all, and passes.
  const seen = new Set(cruise.modules.map((module) => module.source));
  const unseen = sourceFiles(root).filter((path) => isTypeScript(path) && !seen.has(path));
  return [
    ...cruise.summary.violations.map((one) =>
      one.cycle
        ? `${one.rule.name}: ${[one.from, ...one.cycle.map((step) => step.name)].join(' → ')}`
        : `${one.rule.name}: ${one.from} → ${one.to}`,
    ),
    ...unseen.map((path) => `not looked at: ${path}`),
  ];
}
