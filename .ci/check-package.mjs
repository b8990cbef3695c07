// Installs the packed tarball, not the checkout, into an empty CDK app with an existing RestApi, and synthesizes it;
// then the standalone app by the CDK's command line. Without credentials, and without AWS. `.ci/check-versions` has the other examples.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { basename, delimiter, join, resolve } from 'node:path';

const dist = resolve('dist/js');
const tarball = join(dist, readdirSync(dist).find((file) => file.endsWith('.tgz')));
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).split('\n').map((file) => file.replace(/^package\//, ''));
const unwanted = files.filter((file) => /^(src|test|preview|examples|docs|bench|tools|rosetta|\.ci|\.github)\/|vitest|tsconfig|\.projenrc|API\.md|\.map$/.test(file));
assert.deepEqual(unwanted, [], 'files that do not belong into the package');
for (const wanted of ['.jsii', '.jsii.tabl.json', 'lib/index.js', 'lib/index.d.ts', 'assets/enrichment/enrich.lambda/index.js', 'assets/enrichment/enrich.lambda/hash-key.js', 'assets/enrichment/enrich.lambda/forwarding/open.js', 'assets/directory/refresh.lambda/index.js', 'assets/replay/replay.lambda/index.js', 'assets/stage/imported/access-log-setting.lambda/index.js']) {
  assert(files.includes(wanted), `${wanted} is missing from the package`);
}
const { size } = statSync(tarball);
assert(size < 1.5e6, `the tarball has ${size} bytes, and more than 1.5 MB`);
console.log(`tarball: ${files.length} files, ${(size / 1e6).toFixed(2)} MB`);

const app = mkdtempSync(join(tmpdir(), 'cdk-app-'));
try {
  const run = (command, ...args) => execFileSync(command, args, { cwd: app, stdio: ['ignore', 'inherit', 'inherit'] });
  writeFileSync(join(app, 'package.json'), '{ "private": true }');
  run('npm', 'install', '--silent', tarball, ...['aws-cdk-lib', 'constructs'].map((name) => `${name}@${devDependencies[name]}`));
  writeFileSync(join(app, 'app.js'), `
    const { App, Stack } = require('aws-cdk-lib');
    const apigateway = require('aws-cdk-lib/aws-apigateway');
    const { ApiUsageAnalytics, QuickSightPrincipal } = require('cdk-api-usage-analytics');

    const stack = new Stack(new App({ outdir: 'cdk.out' }), 'Existing');
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.MockIntegration());

    const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics', {
      dashboardOwners: [QuickSightPrincipal.group('api-analysts')],
    });
    analytics.attachTo(api.deploymentStage);
    stack.node.root.synth();
  `);
  run('node', 'app.js');
  const { Resources } = JSON.parse(readFileSync(join(app, 'cdk.out/Existing.template.json'), 'utf8'));
  const ofType = (type) => Object.values(Resources).filter((resource) => resource.Type === type);
  assert.match(ofType('AWS::ApiGateway::Stage')[0].Properties.AccessLogSetting.Format, /extended_request_id/);
  for (const type of ['AWS::KinesisFirehose::DeliveryStream', 'AWS::Glue::Table', 'AWS::Athena::WorkGroup', 'AWS::QuickSight::Dashboard']) {
    assert(ofType(type).length > 0, `${type} is missing from the template`);
  }
  const manifest = JSON.parse(readFileSync(join(app, 'cdk.out/Existing.assets.json'), 'utf8'));
  const handlers = Object.values(manifest.files).map(({ source }) => join(app, 'cdk.out', source.path, 'index.js')).filter(existsSync);
  assert(handlers.length >= 2, 'the bundled functions are missing from the assembly');
  const { tree } = JSON.parse(readFileSync(join(app, 'cdk.out/tree.json'), 'utf8'));
  const { name, version } = JSON.parse(readFileSync(join(app, 'node_modules/cdk-api-usage-analytics/package.json'), 'utf8'));
  const made = tree.children.Existing.children.UsageAnalytics;
  assert.deepEqual(made.constructInfo, { fqn: `${name}.ApiUsageAnalytics`, version }, 'tree.json does not name the construct and its version');
  console.log(`tree.json: ${made.constructInfo.fqn} ${made.constructInfo.version}`);

  const { readme } = JSON.parse(readFileSync(join(app, 'node_modules/cdk-api-usage-analytics/.jsii'), 'utf8'));
  assert.deepEqual(readme.markdown.match(/\]\((?!https?:|#)[^)]+\)/g), null, "links of the other languages' README lead nowhere");

  // each file is loaded when its class is asked for: no export may lead nowhere, in either kind of module
  writeFileSync(join(app, 'names.cjs'), `console.log(Object.keys(require('${name}')).join(', '))`);
  const names = execFileSync('node', ['names.cjs'], { cwd: app, encoding: 'utf8' }).trim();
  assert(names.split(', ').includes('ApiUsageAnalytics'), `the package exports ${names}`);
  writeFileSync(join(app, 'names.mjs'), `import { ${names} } from '${name}';\nfor (const [name, value] of Object.entries({ ${names} })) if (!value) throw new Error(name + ' leads nowhere');`);
  run('node', 'names.mjs');
  console.log(`synthesized: ${Object.keys(Resources).length} resources, ${handlers.length} bundled functions`);

  // the oldest command line that the standalone app allows
  const { devDependencies: { 'aws-cdk': cli } } = JSON.parse(readFileSync('examples/typescript/standalone/package.json', 'utf8'));
  run('npm', 'install', '--silent', `tsx@${devDependencies.tsx}`, `aws-cdk@${cli.replace('^', '')}`);
  const standalone = 'examples/typescript/standalone';
  cpSync(standalone, join(app, standalone), { recursive: true, filter: (file) => !['node_modules', 'cdk.out'].includes(basename(file)) });
  checkStandalone(standalone);
} finally {
  rmSync(app, { recursive: true, force: true });
}

/** With the CDK's own command line, since that hands the context over and shows what goes wrong. */
function checkStandalone(directory) {
  const synth = (...context) => outcome(directory, 'cdk', ['synth', '--quiet', '--no-notices', ...context.flatMap((value) => ['-c', value])]);
  const { status, output } = synth('restApiId=a1b2c3d4e5', 'stageName=prod');
  assert.equal(status, 0, `${directory} fails:\n${output}`);
  const resources = synthesized(join(app, directory, 'cdk.out'));
  assert(resources.some(({ Type }) => Type === 'Custom::ApiGatewayAccessLogSetting'), `${directory} does not set the stage's access log`);
  report(directory, resources);

  const failed = synth();
  assert.equal(failed.status, 1, `${directory} without context ends with ${failed.status}:\n${failed.output}`);
  assert.match(failed.output, /^Context 'restApiId' is missing; .+$/m);
  assert.doesNotMatch(failed.output, /^ +at /m, 'a stack trace');
  console.log(`${directory}, without context: ${failed.output.split('\n').find((line) => line.startsWith('Context'))}`);
}

/** Runs a command of the app, as on a machine that has never heard of AWS. */
function outcome(directory, command, args, env = {}) {
  const foreign = Object.keys(process.env).filter((name) => /^(AWS|CDK)_/.test(name)).map((name) => [name, undefined]);
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: join(app, directory),
    encoding: 'utf8',
    env: {
      ...process.env,
      ...Object.fromEntries(foreign),
      PATH: [join(app, 'node_modules/.bin'), process.env.PATH].join(delimiter),
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      ...env,
    },
  });
  return { status, output: stdout + stderr + (error?.message ?? '') };
}

/** All resources of an assembly, also those under a cdk.Stage. */
function synthesized(out) {
  const templates = existsSync(out) ? readdirSync(out, { recursive: true }).filter((file) => file.endsWith('.template.json')) : [];
  const resources = templates.flatMap((file) => Object.values(JSON.parse(readFileSync(join(out, file), 'utf8')).Resources));
  const enriches = ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && JSON.stringify(Properties.Description ?? '').includes('Enriches the access log');
  assert(resources.some((resource) => enriches(resource)), `there are no usage analytics in the ${templates.length} templates of ${out}`);
  return resources;
}

function report(example, resources) {
  console.log(`${example}: ${resources.length} resources`);
}
