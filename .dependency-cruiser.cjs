// The floors of the house: core | contracts <- service-kit <- messaging, database <- services <- apps.
// Every rule is an error; its comment says what to do instead.

/** Tests, and what tests share: in a test/ or testing/ folder, in a file called test-*, or in test-kit. */
const tests = '\\.test\\.ts$|/test(ing)?/|/test-[^/]+\\.ts$|^(e2e|faults)/|^(deploy|packages/test-kit)/'
const configs = '(^|/)[^/]+\\.config\\.ts$'
/** An npm package, wherever pnpm keeps it, with or without its types package. */
const npm = (...names) => `node_modules/(@types/)?(${names.join('|')})/`

const never = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to })

const floors = [
  never(
    'core-imports-only-itself',
    'Core is arithmetic: hand the clock, the dice, HiGHS or the file in as an argument.',
    { path: '^packages/core/src/', pathNot: tests },
    { pathNot: '^packages/core/' },
  ),
  never(
    'contracts-know-no-code',
    'Contracts describe the wire only. Core and contracts never meet: translate between them in the service.',
    { path: '^packages/contracts/src/', pathNot: tests },
    { path: '^(packages|services|apps)/', pathNot: '^packages/contracts/' },
  ),
  never(
    'service-kit-stands-on-contracts',
    'Service-kit knows no domain, database or broker: move what needs one to that package or to the service.',
    { path: '^packages/service-kit/src/', pathNot: tests },
    { path: '^(packages|services|apps)/', pathNot: '^packages/(service-kit|contracts)/' },
  ),
  never(
    'messaging-and-database-are-neighbours',
    'The bus and the database know neither each other nor a service: join them in a compose.ts, over a port.',
    { path: '^packages/(messaging|database)/src/', pathNot: tests },
    { path: '^(packages|services|apps)/', pathNot: '^packages/($1|service-kit|contracts)/' },
  ),
  never(
    'client-sees-the-wire-only',
    'The client is what a stranger would write: it may know the contracts and nothing else of ours.',
    { path: '^packages/client/src/', pathNot: tests },
    { path: '^(packages|services|apps)/', pathNot: '^packages/(client|contracts)/' },
  ),
  never(
    'packages-carry-services',
    'A package is a floor, not a roof: move the code down into the package or up into the service.',
    { path: '^packages/' },
    { path: '^(services|apps|bench|deploy|e2e|faults|scripts)/' },
  ),
  never(
    'services-meet-on-the-wire',
    'Services never import each other: call the HTTP API or publish an event, and share shapes in contracts.',
    { path: '^services/([^/]+)/' },
    { path: '^services/', pathNot: '^services/$1/' },
  ),
  never(
    'services-know-no-app',
    'A service does not know who starts it: pass what it needs through its config or compose function.',
    { path: '^services/' },
    { path: '^(apps|bench|deploy|e2e|faults|scripts)/' },
  ),
  never(
    'services-do-not-call-the-front-door',
    'The client and the embedded servers are for apps and tests; a service calls its neighbour through service-kit.',
    { path: '^services/', pathNot: tests },
    { path: '^packages/(client|servers)/' },
  ),
  never(
    'only-the-scheduler-plans',
    'Planning belongs to the scheduler: ask its API instead of importing core.',
    { path: '^services/', pathNot: '^services/scheduler/' },
    { path: '^packages/core/' },
  ),
  ...[
    ['model', 'columns|tree|types|sets|dated'],
    ['columns', 'tree|types|sets|dated'],
    ['tree', 'types|sets|dated'],
    ['types', 'sets|dated'],
    ['sets', 'types|dated'],
    ['dated', 'types|sets'],
  ].map(([below, above]) =>
    never(
      `exact-${below}-knows-no-search-above`,
      'The exact search stands on floors: model, columns, tree, then types, sets and dated side by side.',
      { path: `^packages/core/src/exact/${below}/`, pathNot: tests },
      { path: `^packages/core/src/exact/(${above})/` },
    ),
  ),
]

const drivers = [
  never(
    'postgres-driver-in-database-only',
    'Only packages/database opens connections: use its pool and its transaction.',
    { pathNot: `^packages/(database|servers)/|${tests}` },
    { path: npm('pg', 'pg-pool', 'pg-protocol') },
  ),
  never(
    'sql-in-adapters-only',
    'Write the query in an adapter and give the handler a function with a name from the domain.',
    { pathNot: `^packages/(database|messaging)/|/src/(adapters|migrations)/|/src/(compose|main)[^/]*\\.ts$|${tests}` },
    { path: npm('kysely') },
  ),
  never(
    'broker-driver-in-messaging-only',
    'Publish and consume through the bus of packages/messaging; nobody else speaks to the broker.',
    { pathNot: `^packages/messaging/|${tests}` },
    { path: npm('nats') },
  ),
  never(
    'solver-engine-in-scheduler-adapters-only',
    'HiGHS is loaded by an adapter of the scheduler and handed to core as an argument.',
    { pathNot: `^services/scheduler/src/adapters/|^bench/|${tests}` },
    { path: npm('highs') },
  ),
  never(
    'threads-and-hashes-in-adapters-only',
    'Worker pools and password hashing are machinery: wrap them in an adapter behind a port.',
    { path: '^services/', pathNot: `/src/adapters/|/src/(compose|main)[^/]*\\.ts$|${tests}` },
    { path: `${npm('piscina', '@node-rs')}|^(node:)?worker_threads$` },
  ),
  never(
    'metrics-and-traces-in-service-kit-only',
    'Measure through the meters of openInstruments and trace with inSpan: the libraries behind them may be exchanged.',
    { pathNot: `^packages/service-kit/|${tests}` },
    { path: npm('prom-client', '@opentelemetry') },
  ),
  never(
    'express-at-the-edge-only',
    'Only routes, compose, service-kit and the gateway know express: pass parsed values inwards, not requests.',
    { pathNot: `^packages/service-kit/|^services/gateway/|/src/routes/|/src/compose[^/]*\\.ts$|${tests}` },
    { path: npm('express', 'express-serve-static-core') },
  ),
]

const anatomy = [
  never(
    'compose-joins-adapters',
    'A handler or route asks for a port (a type); compose.ts hands it the adapter.',
    { path: '^services/[^/]+/src/(routes|handlers)/', pathNot: tests },
    { path: '^services/[^/]+/src/adapters/', dependencyTypesNot: ['type-only'] },
  ),
  never(
    'adapters-call-nobody-back',
    'An adapter serves a port; it does not know routes, handlers or the composition.',
    { path: '^services/[^/]+/src/adapters/', pathNot: tests },
    { path: '^services/[^/]+/src/(routes|handlers|compose|main)' },
  ),
  never(
    'test-tools-in-tests-only',
    'Test tools stay in *.test.ts, e2e, faults and vitest.config.ts, so that nothing shipped depends on them.',
    { pathNot: `${tests}|${configs}|^scripts/` },
    {
      path: `^(packages|services|apps)/.*(/test(ing)?/|/test-[^/]+\\.ts$)|^packages/test-kit/|${npm('vitest', '@vitest', 'fast-check', 'testcontainers', '@testcontainers')}`,
    },
  ),
  never(
    'nobody-imports-a-test',
    'Move what two tests share into a file of its own beside them, or into test-kit.',
    {},
    { path: '\\.test\\.ts$' },
  ),
  never(
    'packages-are-entered-by-the-door',
    'Import a package by its name; what its exports do not offer is private.',
    { path: '^((?:packages|services|apps)/[^/]+|bench|deploy|e2e|faults)/', pathNot: configs },
    { path: '^(packages|services|apps|bench|deploy|e2e|faults)/', pathNot: '^$1/', dependencyTypes: ['local'] },
  ),
]

const hygiene = [
  never(
    'no-cycles',
    'Two files that need each other are one file, or hide a third: move the shared part there.',
    {},
    { circular: true },
  ),
  never(
    'no-orphans',
    'Nobody imports this file and it imports nobody: delete it, or use it.',
    { orphan: true, pathNot: `${configs}|\\.d\\.ts$|(^|/)\\.[^/]+$|^scripts/|/static/` },
    {},
  ),
  never(
    'resolvable',
    'This import leads nowhere: a typing error, a package missing in package.json, or a file that is not exported.',
    {},
    { couldNotResolve: true },
  ),
  never(
    'declared-dependencies',
    'Declare it in the package.json of the package that imports it.',
    {},
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  ),
  never(
    'shipped-code-has-shipped-dependencies',
    'Code outside tests needs this at run time: move it from devDependencies to dependencies.',
    { path: '^(packages|services|apps)/[^/]+/src/', pathNot: tests },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  ),
]

module.exports = {
  forbidden: [...floors, ...drivers, ...anatomy, ...hygiene],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'tsc', // on the TypeScript 6 that pnpm-workspace.yaml gives it
    tsPreCompilationDeps: true, // an `import type` is a dependency too
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
}
