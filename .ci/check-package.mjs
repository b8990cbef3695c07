// Installs the packed tarball, not the checkout, into an empty CDK app with an existing RestApi, and synthesizes it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const dist = resolve('dist/js');
const tarball = join(dist, readdirSync(dist).find((file) => file.endsWith('.tgz')));
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).split('\n').map((file) => file.replace(/^package\//, ''));
const unwanted = files.filter((file) => /^(src|test|preview|examples|docs|\.ci|\.github)\/|vitest|tsconfig\.dev|\.projenrc/.test(file));
assert.deepEqual(unwanted, [], 'files that do not belong into the package');
for (const wanted of ['.jsii', 'lib/index.js', 'lib/index.d.ts', 'assets/enrichment/enrich.lambda/index.js', 'assets/directory/refresh.lambda/index.js']) {
  assert(files.includes(wanted), `${wanted} is missing from the package`);
}
console.log(`tarball: ${files.length} files, ${(statSync(tarball).size / 1e6).toFixed(2)} MB`);

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
  console.log(`synthesized: ${Object.keys(Resources).length} resources, ${handlers.length} bundled functions`);
} finally {
  rmSync(app, { recursive: true, force: true });
}
