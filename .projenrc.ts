import { awscdk, github, javascript, release, typescript } from 'projen';

/** What only the handlers use: bundled into the assets, and no part of the package's library. */
const HANDLER_SOURCES = [
  'src/**/*.lambda.ts',
  ...['attribution', 'batch', 'client-family', 'concealment', 'count', 'directory-source', 'enricher', 'hash-key', 'key-index', 'open-enricher', 'plain-enricher', 'plain-line', 'treatment'].map((name) => `src/enrichment/${name}.ts`),
  ...['count', 'forwarder', 'open', 'packing', 'parking', 'passes', 'renderer'].map((name) => `src/enrichment/forwarding/${name}.ts`),
  'src/delivery/hand-over.ts',
  ...['entries', 'listing', 'pacer', 'plain-text'].map((name) => `src/directory/${name}.ts`),
  ...['address', 'credentials', 'line', 'replay-mark', 'timestamp', 'typed-value'].map((name) => `src/record/${name}.ts`),
  ...[
    'bucket', 'count', 'dry-run', 'error-line', 'error-place', 'folder', 'lease', 'lines', 'pacing', 'putting-back', 'request', 'set-aside', 'slice', 'streams',
  ].map((name) => `src/replay/${name}.ts`),
  ...['access-log-setting', 'life-cycle', 'patience', 'own-stack'].map((name) => `src/stage/imported/${name}.ts`),
];

/**
 * What the enrichment loads only where it is asked for, each in a file beside its bundle: in the bundle it would make each cold start slower,
 * since esbuild wraps whatever an `import()` can reach, the whole SDK.
 */
const LOADED_LATER = ['forwarding/open', 'hash-key'];

/** ES modules, where a package has them, lose what nobody uses: a fifth of the enrichment. The types of `lambdaOptions` know neither option. */
const BUNDLING = { minify: true, mainFields: ['module', 'main'] };

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-api-usage-analytics',
  description: 'Usage analytics for Amazon API Gateway REST APIs: who calls which endpoint, on which usage plan, how often and how fast, as one CDK construct.',
  keywords: ['aws', 'aws-cdk', 'api-gateway', 'usage-plans', 'api-keys', 'analytics', 'access-logs', 'firehose', 'athena', 'quicksight'],
  license: 'Apache-2.0',
  author: 'cdk-api-usage-analytics contributors',
  authorAddress: 'maintainers@users.noreply.github.com',
  repositoryUrl: 'https://github.com/cdk-api-usage-analytics/cdk-api-usage-analytics.git',
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.19.0',
  projenrcTs: true,
  sampleCode: false,

  // The lowest release that has every L2 in use: Firehose's record format
  // conversion (2.240) and its HttpEndpoint destination (2.265), which the
  // forwarders need. Glue, Athena and QuickSight are used as L1, so nothing
  // asks for a later one. What is tested here is this floor.
  cdkVersion: '2.265.0',
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',

  // jsii owns tsconfig.json; everything that is not published uses this one.
  disableTsconfig: true,
  tsconfigDev: {
    include: ['.projenrc.ts', 'vitest.config.mts', 'preview/**/*.ts', 'examples/**/*.ts', 'bench/**/*.ts', 'tools/**/*.ts', '.ci/*.ts'],
    compilerOptions: {
      lib: ['es2022', 'es2024.string', 'dom'],
      target: 'es2022',
      skipLibCheck: true,
      // the examples import the package by its name, as their readers do
      paths: { 'cdk-api-usage-analytics': ['./src/index.ts'] },
    },
  },
  projenrcTsOptions: {
    runner: typescript.TypeScriptRunner.tsNode({ tsconfig: 'tsconfig.dev.json', typeCheck: true }),
  },
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'preview', 'examples', 'bench', 'tools'],
    projectService: false,
    tsconfigPath: './tsconfig.dev.json',
  },

  jest: false,
  devDeps: [
    'vitest@^4', '@types/aws-lambda', 'cdk-nag', 'fast-check', 'tsx',
    '@aws-cdk/cloudformation-diff',
    // bundled into the handlers
    '@aws-sdk/client-api-gateway', '@aws-sdk/client-cloudformation', '@aws-sdk/client-firehose', '@aws-sdk/client-s3',
    '@aws-sdk/client-secrets-manager',
    '@aws-lambda-powertools/logger', '@aws-lambda-powertools/metrics', 'bowser', 'isbot',
    // the preview's engine, charts and browser tests
    '@duckdb/node-api@1.5.5-r.5', 'echarts', 'playwright-core',
  ],

  lambdaOptions: {
    // The SDK is bundled, so that the version that was tested is the one that runs.
    runtime: new awscdk.LambdaRuntime('nodejs24.x', 'node24', { defaultExternals: [] }),
    bundlingOptions: { ...BUNDLING, externals: LOADED_LATER.map((name) => `./${name}.js`) },
    awsSdkConnectionReuse: false,
  },
  excludeTypescript: HANDLER_SOURCES,

  publishToPypi: { distName: 'cdk-api-usage-analytics', module: 'cdk_api_usage_analytics' },
  publishToMaven: { mavenGroupId: 'io.github.cdk-api-usage-analytics', mavenArtifactId: 'cdk-api-usage-analytics', javaPackage: 'io.github.cdkapiusageanalytics' },
  publishToNuget: { packageId: 'CdkApiUsageAnalytics', dotNetNamespace: 'CdkApiUsageAnalytics' },
  publishToGo: { moduleName: 'github.com/cdk-api-usage-analytics/cdk-api-usage-analytics-go', packageName: 'cdkapiusageanalytics' },

  // Somebody decides on a release: its workflow is started by hand. The version comes from the commits' messages, and the
  // changelog goes into GitHub's releases.
  release: true,
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  releaseToNpm: true,
  majorVersion: 0,
  depsUpgrade: false,
  pullRequestTemplate: false,
  stability: 'experimental',
  githubOptions: {
    mergify: false,
    pullRequestLintOptions: {
      semanticTitleOptions: { types: ['feat', 'fix', 'docs', 'test', 'ci', 'build', 'refactor', 'perf', 'style', 'chore'] },
    },
  },

  gitignore: ['/.jsii.tabl.json', '/preview-out', '/test-reports', '.DS_Store', '/examples/typescript/template/', 'cdk.out/', '__pycache__/', '/examples/java/target/'],
});

// `npm ci` wants the binaries of all platforms in the lock file: the newest version that has them all.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });

project.tryRemoveFile('projenrc/tsconfig.json');
['/preview/', '/preview-out/', '/examples/', '/bench/', '/tools/', '/docs/', '/rosetta/', '/.ci/', '/API.md', '/vitest.config.mts', '/test-reports/', '/CONTRIBUTING.md'].forEach((path) => project.npmignore!.exclude(path));

HANDLER_SOURCES.forEach((path) => project.eslint!.allowDevDeps(path));

LOADED_LATER.forEach((name) => project.bundler.addBundle(`src/enrichment/${name}.ts`, {
  ...BUNDLING,
  target: 'node24',
  platform: 'node',
  tsconfigPath: 'tsconfig.dev.json',
  watchTask: false,
  outfile: `${name.replace(/[^/]+/g, '..')}/enrich.lambda/${name}.js`,
}));

project.testTask.reset();
project.testTask.exec('tsc --noEmit -p tsconfig.dev.json');
project.testTask.spawn(project.bundler.bundleTask); // a fresh clone has no assets
project.testTask.exec('vitest run', { receiveArgs: true });
project.testTask.spawn(project.eslint!.eslintTask);

// Not a projen task: standard output belongs to the summary of `--json`.
project.package.setScript('preview', 'projen bundle 1>&2 && tsx --tsconfig tsconfig.dev.json preview/cli.ts');

project.package.setScript('bench', 'projen bundle 1>&2 && tsx --tsconfig tsconfig.dev.json bench/run.ts');

// docs/cost.md, from the measured figures and the list of prices
project.package.setScript('cost', 'tsx --tsconfig tsconfig.dev.json tools/cost/cli.ts');

// Every figure of docs/decisions/0017-faults.md; `npm test` has a part of it.
project.package.setScript('test:faults', 'projen bundle 1>&2 && tsx --tsconfig tsconfig.dev.json test/faults/run.ts');

// What README and `@example`s show has to compile; `.jsii.tabl.json` has it in the other languages, for their packages.
project.postCompileTask.prependExec('jsii-rosetta extract --strict .');

// jsii writes each source file into its output a second time, as an inline map: 60 % of what would be loaded and published.
project.compileTask.exec("find lib -name '*.js' -exec sed -i.map '/^\\/\\/# sourceMappingURL=data:/d' {} + && find lib -name '*.map' -delete");
project.compileTask.exec('node tools/lazy-index.cjs');
project.compileTask.exec('node tools/absolute-links.cjs');

// The packages of the other languages need their tools: `.ci/check-languages` builds them, and the release workflow.
project.packageTask.reset();
project.packageTask.spawn(project.tasks.tryFind('package:js')!);

// npm's own default is the public registry. `test/first-use/workflows.test.ts` finds out if the step is another.
project.tryFindObjectFile('.github/workflows/release.yml')!.addDeletionOverride('jobs.release_npm.steps.9.env.NPM_REGISTRY');

// All checks, for each change, and by hand before a release.
const checks = project.github!.addWorkflow('checks');
checks.on({ pullRequest: {}, push: { branches: ['main'] }, workflowDispatch: {} });
checks.addJob('checks', {
  runsOn: ['ubuntu-latest'],
  permissions: { contents: github.workflows.JobPermission.READ },
  timeoutMinutes: 90,
  env: { CI: 'true' },
  steps: [
    { uses: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1' },
    { uses: 'actions/setup-node@v7.0.0', with: { 'node-version': '20' } },
    { uses: 'actions/setup-java@v6.0.0', with: { 'distribution': 'corretto', 'java-version': '17' } },
    { uses: 'actions/setup-python@v7.0.0', with: { 'python-version': '3.x' } },
    { uses: 'actions/setup-go@v7.0.0', with: { 'go-version': 'stable', 'cache': false } },
    { name: 'The runner has a browser under another name', run: 'sudo ln -sf "$(command -v google-chrome)" /usr/bin/chromium' },
    { run: 'bash .ci/run' },
  ],
});

project.synth();
