// The import law (docs/architecture.md): who may import whom. Everything that is not allowed here is an error.

const SOURCES = '^(contract|server|web|e2e|bench|tools|deploy)/';
// Tests, what stands beside them as fixture.ts, and what they share.
const TEST_SUPPORT = '(\\.test\\.tsx?$|/fixture\\.ts$|^server/src/testing/)';
const CONTRACT = '^contract/src/';
const KERNEL = '^server/src/kernel/';
const ACCESS = '^server/src/access/';
const DB = '^server/src/db/';
const JOBS = '^server/src/jobs/';
const ANALYTICS = '^server/src/analytics/';
const HTTP = '^server/src/http/';
const GATEWAYS = '^server/src/gateways/';
const CONNECTORS = '^server/src/connectors/';
const FEATURES = '^server/src/features/';
const CONFIG = '^server/src/config\\.ts$';
const STARTERS = '^server/src/((app|main)\\.ts$|cli/)';

/** A layer reaches itself and what is listed, nothing else of ours. */
const layer = (name, path, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path, pathNot: TEST_SUPPORT },
  to: { path: SOURCES, pathNot: [path, ...allowed] },
});

const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    forbid(
      'no-cycles',
      {},
      { circular: true },
      'Two files that need each other are one file, or lack a third.',
    ),
    forbid('resolves', {}, { couldNotResolve: true }, 'The import leads nowhere.'),

    layer('contract', CONTRACT, [], 'contract → zod'),
    forbid(
      'contract-packages',
      { path: CONTRACT, pathNot: TEST_SUPPORT },
      { dependencyTypesNot: ['local'], pathNot: '(^|/)node_modules/zod/' },
      'contract → zod and nothing else',
    ),

    layer('kernel', KERNEL, [CONTRACT], 'kernel → contract'),
    layer('access', ACCESS, [KERNEL, CONTRACT], 'access → kernel, contract'),
    layer('db', DB, [ACCESS, KERNEL, CONTRACT, CONFIG], 'db → access, kernel, contract'),
    layer('jobs', JOBS, [DB, KERNEL, CONTRACT, CONFIG], 'jobs → db, kernel, contract'),
    layer(
      'analytics',
      ANALYTICS,
      [ACCESS, DB, KERNEL, CONTRACT, CONFIG],
      'analytics → access, db, kernel, contract',
    ),
    layer(
      'http',
      HTTP,
      [ACCESS, KERNEL, CONTRACT, CONFIG],
      'http → access, kernel, contract, never a feature',
    ),
    layer('config', CONFIG, [KERNEL, CONTRACT], 'config → kernel, contract'),
    layer(
      'gateways',
      GATEWAYS,
      [KERNEL, CONTRACT, CONFIG],
      'gateways → own folder, the interface, kernel, contract',
    ),
    layer(
      'connectors',
      CONNECTORS,
      [KERNEL, CONTRACT],
      'connectors → own folder, the interface, kernel, contract',
    ),
    ...['gateways', 'connectors'].map((kind) =>
      forbid(
        `${kind}-siblings`,
        { path: `^server/src/${kind}/([^/]+)/`, pathNot: TEST_SUPPORT },
        { path: `^server/src/${kind}/[^/]+/`, pathNot: `^server/src/${kind}/$1/` },
        'One adapter never imports another; what they agree on lies above their folders.',
      ),
    ),
    layer(
      'features',
      FEATURES,
      [ACCESS, DB, JOBS, ANALYTICS, HTTP, GATEWAYS, CONNECTORS, KERNEL, CONTRACT, CONFIG],
      'features/x → the layers below it',
    ),
    forbid(
      'config-is-handed-in',
      { path: '^server/', pathNot: [STARTERS, TEST_SUPPORT] },
      { path: CONFIG, dependencyTypesNot: ['type-only'] },
      'Below app.ts settings are handed in as values; only their type is imported.',
    ),
    forbid(
      'features-front-door',
      { path: `${FEATURES}([^/]+)/`, pathNot: TEST_SUPPORT },
      { path: FEATURES, pathNot: [`${FEATURES}$1/`, `${FEATURES}[^/]+/index\\.ts$`] },
      'Another feature only by its index, better by an event.',
    ),
    forbid(
      'rules-are-pure',
      { path: `${FEATURES}([^/]+)/rules[a-z-]*\\.ts$` },
      {
        path: SOURCES,
        pathNot: [KERNEL, CONTRACT, `${FEATURES}$1/rules[a-z-]*\\.ts$`],
        dependencyTypesNot: ['type-only'],
      },
      'rules.ts → kernel, contract; of its own slice at most the types',
    ),
    forbid(
      'rules-need-no-packages',
      { path: `${FEATURES}[^/]+/rules[a-z-]*\\.ts$` },
      { dependencyTypesNot: ['local'], pathNot: [SOURCES, '(^|/)node_modules/temporal-polyfill/'] },
      'rules.ts is pure: values in, a verdict out.',
    ),
    forbid(
      'kysely-in-stores',
      {
        path: '^(contract|server|web)/',
        pathNot: [TEST_SUPPORT, DB, JOBS, '^server/src/access/to-kysely\\.ts$', '/store[a-z-]*\\.ts$'],
      },
      { path: '(^|/)node_modules/kysely/' },
      'Of a slice only its store knows Kysely; the others name the types of server/src/db.',
    ),
    forbid(
      'database-drivers',
      { path: '^(contract|server|web)/', pathNot: [TEST_SUPPORT, '^server/src/db/dialect[a-z-]*\\.ts$'] },
      { path: '((^|/)node_modules/(mysql2|mariadb|better-sqlite3)/|^(node:)?sqlite$)' },
      'Database drivers only in server/src/db/dialect*.ts.',
    ),
    forbid(
      'analytics-drivers',
      { path: '^(contract|server|web)/', pathNot: [TEST_SUPPORT, '^server/src/analytics/engine\\.ts$'] },
      { path: '(^|/)node_modules/(@clickhouse|chdb|@chdb)/' },
      'Analytics drivers only in server/src/analytics/engine.ts.',
    ),
    forbid(
      'nobody-imports-starters',
      { pathNot: [STARTERS, TEST_SUPPORT, '^(e2e|bench)/'] },
      { path: STARTERS },
      'app.ts, main.ts and cli/ stand above everything.',
    ),
    forbid(
      'test-support',
      { pathNot: [TEST_SUPPORT, '^(e2e|bench)/'] },
      { path: TEST_SUPPORT },
      'Test support and tests are for tests only.',
    ),
    forbid(
      'known-layers',
      {
        path: '^server/src/',
        pathNot: [
          KERNEL,
          ACCESS,
          DB,
          JOBS,
          ANALYTICS,
          HTTP,
          GATEWAYS,
          CONNECTORS,
          FEATURES,
          CONFIG,
          STARTERS,
          TEST_SUPPORT,
        ],
      },
      {},
      'A new layer of the server needs its own line in the import law.',
    ),
    forbid(
      'server-inside',
      { path: '^server/' },
      { path: SOURCES, pathNot: ['^server/', CONTRACT] },
      'server → contract, itself',
    ),

    forbid(
      'web-inside',
      { path: '^web/' },
      { path: SOURCES, pathNot: ['^web/', CONTRACT] },
      'web → contract, itself',
    ),
    forbid(
      'web-in-the-browser',
      { path: '^web/src/', pathNot: TEST_SUPPORT },
      { dependencyTypes: ['core'] },
      'A browser has no Node.',
    ),
    forbid(
      'web-front-door',
      { path: '^web/src/features/([^/]+)/', pathNot: TEST_SUPPORT },
      {
        path: '^web/src/features/',
        pathNot: ['^web/src/features/$1/', '^web/src/features/[^/]+/index\\.tsx?$'],
      },
      'Another feature only by its index.',
    ),
    forbid(
      'web-ui-is-only-the-look',
      { path: '^web/src/ui/', pathNot: TEST_SUPPORT },
      { path: '^web/src/', pathNot: ['^web/src/ui/', '^web/src/paraglide/'] },
      'web/src/ui knows no data and no features.',
    ),

    layer(
      'e2e',
      '^e2e/',
      ['^server/src/testing/', CONTRACT],
      'e2e → the test support, contract: it drives the product from outside',
    ),
    layer('bench', '^bench/', ['^server/src/', CONTRACT, '^tools/'], 'bench → server, contract, tools'),
    layer('tools', '^(tools|deploy)/', [], 'tools → themselves'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(web/dist|web/src/paraglide|e2e/output)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
