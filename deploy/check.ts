/**
 * `./iperform check-image`: follows the Dockerfile in clean directories, one for each stage, with this machine's Node in
 * place of the base image. It proves that the files copied are enough, that the packages install and the web UI builds
 * from them, and that the result starts. It does not prove the base image, the user, the volume or the health check.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'iperform-image-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true, maxRetries: 5 }));
const context = join(work, 'context');
const stages: { name: string; env: Record<string, string> }[] = [];
let entrypoint: string[] = [];

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

const folderOf = (stage: string): string => join(work, 'stages', stage);

function execute(command: string, args: string[], cwd: string, env: Record<string, string>): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (status !== 0) fail(`${command} ${args.join(' ')} failed (exit ${status}):\n${stdout}${stderr}`);
  return stdout;
}

/** Instructions with their arguments; comments and continuation lines resolved. */
function instructions(dockerfile: string): [string, string][] {
  const lines = dockerfile
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n');
  return lines.flatMap((line): [string, string][] => {
    const match = /^([A-Z]+)\s+(.*)$/.exec(line.trim());
    return match ? [[match[1] ?? '', match[2] ?? '']] : [];
  });
}

/** What the engine would be sent: the files of .dockerignore's white list, without what it takes out again. */
function sendContext(): void {
  const rules = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').filter(Boolean);
  const leftOut = rules.filter((rule) => !rule.startsWith('!') && rule !== '**');
  const isLeftOut = (path: string): boolean =>
    leftOut.some((rule) => {
      const name = rule.replace('**/', '');
      if (!rule.startsWith('**/')) return path === rule;
      return name.startsWith('*') ? path.endsWith(name.slice(1)) : basename(path) === name;
    });
  for (const rule of rules.filter((one) => one.startsWith('!'))) {
    const from = join(root, rule.slice(1));
    const filter = (source: string) => !isLeftOut(source.slice(root.length + 1));
    cpSync(from, join(context, rule.slice(1)), { recursive: true, filter });
  }
}

function copy(stage: string, args: string): void {
  const words = args.split(/\s+/);
  const source = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const to = words.pop() ?? '';
  for (const from of words) {
    const path =
      source === undefined ? join(context, from) : join(folderOf(source), from.replace(/^\/app\//, ''));
    if (!existsSync(path)) fail(`COPY ${args}: there is no ${from}`);
    const target = join(folderOf(stage), to.endsWith('/') ? join(to, basename(from)) : to);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(path, target, { recursive: true, verbatimSymlinks: true });
  }
}

sendContext();
for (const [instruction, args] of instructions(readFileSync(join(root, 'Dockerfile'), 'utf8'))) {
  const stage = stages.at(-1) ?? { name: '', env: {} };
  if (instruction === 'FROM') {
    const [, base = '', name = 'image'] = /^(\S+)(?:\s+AS\s+(\S+))?$/.exec(args) ?? [];
    const parent = stages.find((one) => one.name === base);
    stages.push({ name, env: { ...parent?.env } });
    mkdirSync(folderOf(name), { recursive: true });
    if (parent) cpSync(folderOf(base), folderOf(name), { recursive: true, verbatimSymlinks: true });
  } else if (instruction === 'COPY') copy(stage.name, args);
  else if (instruction === 'ENV') stage.env[args.split('=')[0] ?? ''] = args.split('=').slice(1).join('=');
  else if (instruction === 'ENTRYPOINT') entrypoint = JSON.parse(args) as string[];
  else if (instruction === 'RUN' && !args.includes('chown')) {
    const started = performance.now();
    execute('sh', ['-c', args], folderOf(stage.name), stage.env);
    console.log(
      `  ok  ${stage.name.padEnd(9)} ${args} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
    );
  }
}

const image = folderOf('image');
const env = { ...stages.at(-1)?.env, NODE_ENV: 'development', DATA_DIR: join(work, 'data'), PORT: '0' };
for (const leftOut of ['chdb', '@chdb', 'vite', 'typescript']) {
  if (existsSync(join(image, 'node_modules', leftOut))) fail(`the image holds ${leftOut}`);
}
if (!existsSync(join(image, 'web/dist/index.html'))) fail('the image has no web UI');
const [, ...start] = entrypoint;
// Loads every module of the server, with the native ones among its packages.
execute(process.execPath, [...start, 'help'], image, env);
console.log('  ok  image     help');
// Makes the databases, then stands before the engine that was left out and must say so.
const migrate = spawnSync(process.execPath, [...start, 'migrate'], {
  cwd: image,
  encoding: 'utf8',
  env: { ...process.env, ...env },
});
if (migrate.status !== 1 || !migrate.stderr.includes('CLICKHOUSE_URL'))
  fail(`migrate without a ClickHouse server: exit ${migrate.status}\n${migrate.stdout}${migrate.stderr}`);
console.log('  ok  image     migrate asks for CLICKHOUSE_URL');
const megabytes = execute('du', ['-sm', image], work, {}).split('\t')[0];
console.log(
  `check-image: fine; ${megabytes} MB on top of the base image. Not proved here: base image, user, volume, health check.`,
);
