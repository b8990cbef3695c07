import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Environment, Stack } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { expect, test } from 'vitest';
import { ApiUsageAnalytics } from '../../src';
import { CONTEXT, EXAMPLES } from '../example-apps';
import { restApi } from '../stack';

/** What the CDK would have to look up in an account before it can go on, of an app and of its stages (cdk.Stage). */
function missingIn({ directory, manifest, nestedAssemblies }: CloudAssembly): unknown[] {
  expect(JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')).missing).toEqual(manifest.missing);
  return [...manifest.missing ?? [], ...nestedAssemblies.flatMap(({ nestedAssembly }) => missingIn(nestedAssembly))];
}

test.each<[string, Environment | undefined]>([
  ['any environment', undefined],
  ['one environment', { account: '111122223333', region: 'eu-west-1' }],
])('without properties, in a stack for %s, nothing is looked up and nothing is complained of', (_name, env) => {
  const app = new App();
  const stack = new Stack(app, 'PetStore', { env });
  new ApiUsageAnalytics(stack, 'UsageAnalytics').attachTo(restApi(stack).deploymentStage);
  const assembly = app.synth();
  expect(missingIn(assembly)).toEqual([]);
  expect(assembly.stacks.flatMap(({ messages }) => messages)).toEqual([]);
});

test.each(Object.entries(EXAMPLES))('%s needs no look-up', (_name, example) => {
  const app = new App({ context: CONTEXT });
  example(app);
  expect(missingIn(app.synth())).toEqual([]);
});
