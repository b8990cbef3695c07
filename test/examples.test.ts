import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { CONTEXT, EXAMPLES } from './example-apps';
import { allStagesOfAnApi } from '../examples/typescript/all-stages-of-an-api';
import { apiable } from '../examples/typescript/apiable';
import { everyApi } from '../examples/typescript/every-api';
import { existingBucket } from '../examples/typescript/existing-bucket';
import { existingStream } from '../examples/typescript/existing-stream';
import { importedStage } from '../examples/typescript/imported-stage';
import { kindsOfApis } from '../examples/typescript/kinds-of-apis';
import { moesif } from '../examples/typescript/moesif';
import { openObserve } from '../examples/typescript/openobserve';
import { otherStacks } from '../examples/typescript/other-stacks';
import { ownStream } from '../examples/typescript/own-stream';
import { receiverOnly } from '../examples/typescript/receiver-only';
import { severalEnvironments } from '../examples/typescript/several-environments';
import { standalone } from '../examples/typescript/standalone/app';
import { ContextError } from '../examples/typescript/standalone/context';
import { AccessLogSchema } from '../src';

const ROOT = resolve(__dirname, '..');
const FOLDER = join(ROOT, 'examples/typescript');
const SETTING = 'Custom::ApiGatewayAccessLogSetting';
const STREAM = 'AWS::KinesisFirehose::DeliveryStream';

function synthesized(example: (app: App) => unknown, context: Record<string, unknown> = {}) {
  const app = new App({ context });
  example(app);
  return app.synth().stacksRecursively;
}

/** The templates of an example, by the names of the stacks. */
function templates(example: (app: App) => unknown, context: Record<string, unknown> = {}): Record<string, Template> {
  return Object.fromEntries(synthesized(example, context).map(({ stackName, template }) => [stackName, Template.fromJSON(template)]));
}

/** The name of the one delivery stream of a template. */
function streamOf(template: Template): string {
  const [stream, ...more] = Object.values(template.findResources(STREAM));
  expect(more).toEqual([]);
  return stream.Properties.DeliveryStreamName;
}

/** A forwarder's delivery stream, and not the one of the access log. */
function forwarderStream(template: Template): Record<string, any> {
  const [stream, ...more] = Object.values(template.findResources(STREAM)).filter(({ Properties }) => Properties.DeliveryStreamName === undefined);
  expect(more).toEqual([]);
  return stream.Properties;
}

/** What the enrichment function is told of the one forwarder. */
function forwarderSettings(template: Template): Record<string, any> {
  const [text, ...more] = Object.values(template.findResources('AWS::Lambda::Function'))
    .flatMap(({ Properties }) => Properties.Environment?.Variables?.FORWARDERS ?? []);
  expect(more).toEqual([]);
  const [settings, ...others] = JSON.parse(text['Fn::Join'][1].map((part: unknown) => typeof part === 'string' ? part : 'stream').join(''));
  expect(others).toEqual([]);
  return settings;
}

/** The stream that each of the app's stages logs to, in the library's format; none where a stage has no access log. */
function destinations(template: Template): Record<string, string | undefined> {
  return Object.fromEntries(Object.values(template.findResources('AWS::ApiGateway::Stage')).map(({ Properties }) => {
    const { DestinationArn, Format } = Properties.AccessLogSetting ?? {};
    expect([undefined, new AccessLogSchema().format]).toContain(Format);
    const [, name] = /:deliverystream\/([\w-]+)/.exec(JSON.stringify(DestinationArn ?? '')) ?? [];
    return [Properties.StageName as string, name];
  }));
}

describe('the examples', () => {
  const names = readdirSync(FOLDER).filter((name) => !name.endsWith('.json') && !['node_modules', 'template', 'cdk.out'].includes(name));

  test('are all tested', () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual(names.sort());
  });

  test('are all linked in the README', () => {
    const links = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/\]\(examples\/typescript\/([^)]+)\)/g)].map(([, name]) => name);
    expect([...new Set(links)].sort()).toEqual(names.sort());
  });

  test.each(names)('%s runs when it is called, and not when it is imported', (name) => {
    const file = statSync(join(FOLDER, name)).isDirectory() ? join(name, 'app.ts') : name;
    expect(readFileSync(join(FOLDER, file), 'utf8')).toMatch(new RegExp(`if \\(require\\.main === module\\) \\{[^]*\\b${EXAMPLES[name].name}\\(new App\\(\\)\\);`));
  });

  test.each(Object.entries(EXAMPLES))('%s has neither a warning nor an error', (_name, example) => {
    expect(synthesized(example, CONTEXT).flatMap(({ messages }) => messages.map(({ entry }) => entry.data))).toEqual([]);
  });

  test.each(Object.entries(EXAMPLES).filter(([name]) => !['imported-stage.ts', 'standalone'].includes(name)))(
    '%s has no custom resource for stages that the app makes', (_name, example) => {
      Object.values(templates(example)).forEach((template) => template.resourceCountIs(SETTING, 0));
    });
});

test('stages that this app did not make are set by one function, each by its ids, and without touching what replaceExisting is not given for', () => {
  const { ImportedStage: template } = templates(importedStage);
  const settings = Object.values(template.findResources(SETTING)).map(({ Properties }) => Properties);
  expect(settings.map(({ RestApiId, StageName, ReplaceExisting }) => [RestApiId, StageName, ReplaceExisting])).toEqual([
    ['a1b2c3d4e5', 'prod', 'false'],
    ['f6g7h8i9j0', 'prod', 'true'],
  ]);
  settings.forEach(({ DestinationArn }) => expect(JSON.stringify(DestinationArn)).toContain(`:deliverystream/${streamOf(template)}"`));
  expect(new Set(settings.map(({ ServiceToken }) => JSON.stringify(ServiceToken))).size).toBe(1);
  template.resourceCountIs('AWS::Lambda::Function', 5); // the directory's, the enrichment's, the replay's, the stages' and the framework's
  template.resourceCountIs('AWS::ApiGateway::Stage', 0);
  for (const attribute of ['ReplacedDestinationArn', 'ReplacedFormat']) {
    template.hasOutput(attribute, { Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('f6g7h8i9j0prodSetting'), attribute] } });
  }
});

test('all three stages of an API log to one stream, those made after the call as well', () => {
  const { AllStagesOfAnApi: template } = templates(allStagesOfAnApi);
  const stream = streamOf(template);
  expect(destinations(template)).toEqual({ prod: stream, beta: stream, gamma: stream });
});

test('every API of the app logs to one stream, but those that are excluded', () => {
  const { Analytics, Shop, Operations } = templates(everyApi);
  const apis = Object.values(Shop.findResources('AWS::ApiGateway::Stage'));
  expect(apis).toHaveLength(2);
  apis.forEach(({ Properties }) => expect(JSON.stringify(Properties.AccessLogSetting.DestinationArn)).toContain(`:deliverystream/${streamOf(Analytics)}"`));
  expect(destinations(Operations)).toEqual({ prod: undefined });
  Shop.hasResourceProperties('AWS::ApiGatewayV2::Stage', { AccessLogSettings: Match.absent() });
});

test('APIs of other stacks log to the analytics\' stream, which is deployed first and exports nothing', () => {
  const stacks = templates(otherStacks);
  const stream = streamOf(stacks.Analytics);
  expect([stacks.Pets, stacks.Orders].map(destinations)).toEqual([{ prod: stream }, { prod: stream }]);
  Object.values(stacks).forEach((template) => expect(JSON.stringify(template.toJSON())).not.toContain('Fn::ImportValue'));
  const dependencies = synthesized(otherStacks).map(({ stackName, dependencies: all }) => [stackName, all.map(({ id }) => id).filter((id) => id === 'Analytics')]);
  expect(Object.fromEntries(dependencies)).toEqual({ Analytics: [], Pets: ['Analytics'], Orders: ['Analytics'] });
});

test('each kind of REST API logs to the one stream', () => {
  const { KindsOfApis: template } = templates(kindsOfApis);
  const stages = Object.values(template.findResources('AWS::ApiGateway::Stage'));
  expect(stages).toHaveLength(5);
  stages.forEach(({ Properties }) => expect(JSON.stringify(Properties.AccessLogSetting.DestinationArn)).toContain(`:deliverystream/${streamOf(template)}"`));
});

test('each environment has an instance of its own, in the region and account of its API', () => {
  const stacks = synthesized(severalEnvironments);
  expect(stacks.map(({ stackName, environment: { name } }) => [stackName, name]).sort()).toEqual([
    ['Beta-Analytics', 'aws://111122223333/eu-west-1'],
    ['Beta-Api', 'aws://111122223333/eu-west-1'],
    ['Prod-Analytics', 'aws://444455556666/us-east-1'],
    ['Prod-Api', 'aws://444455556666/us-east-1'],
  ]);
  const all = templates(severalEnvironments);
  for (const environment of ['Beta', 'Prod']) {
    expect(destinations(all[`${environment}-Api`])).toEqual({ prod: streamOf(all[`${environment}-Analytics`]) });
  }
});

test('an existing bucket gets the records in its folders, and no bucket is made', () => {
  const { ExistingBucket: template } = templates(existingBucket);
  template.resourceCountIs('AWS::S3::Bucket', 0);
  template.hasResourceProperties(STREAM, {
    ExtendedS3DestinationConfiguration: {
      BucketARN: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::example-data-lake']] },
      Prefix: Match.stringLikeRegexp('^api-usage/logs/year='),
      ErrorOutputPrefix: Match.stringLikeRegexp('^api-usage/errors/'),
    },
  });
  expect(destinations(template)).toEqual({ prod: streamOf(template) });
});

test('an existing stream gets the logs and may call the enrichment, and no stream is made', () => {
  const { ExistingStream: template } = templates(existingStream);
  template.resourceCountIs(STREAM, 0);
  expect(destinations(template)).toEqual({ prod: 'amazon-apigateway-example' });
  template.hasResourceProperties('AWS::IAM::Policy', {
    Roles: ['example-stream-role'],
    PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: Match.anyValue() }] },
  });
  const [{ Value }] = Object.values(template.findOutputs('TransformationFunctionArn'));
  expect(Value).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/Enrichment/), 'Arn'] });
});

test('a stream that the app makes in its own way is the only one, and gets the logs', () => {
  const { OwnStream: template } = templates(ownStream);
  expect(streamOf(template)).toBe('amazon-apigateway-example');
  expect(destinations(template)).toEqual({ prod: 'amazon-apigateway-example' });
  template.hasResourceProperties(STREAM, { DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK' } });
});

test('OpenObserve gets each request by a stream of its own, whose secret is in Secrets Manager', () => {
  const { OpenObserve: template } = templates(openObserve);
  template.resourceCountIs(STREAM, 2);
  const { HttpEndpointDestinationConfiguration: endpoint } = forwarderStream(template);
  expect(endpoint.EndpointConfiguration).toEqual({ Name: 'OpenObserve', Url: 'https://api.openobserve.ai/aws/example/default/_kinesis_firehose' });
  expect(endpoint.SecretsManagerConfiguration).toMatchObject({ Enabled: true, SecretARN: expect.stringMatching(/:secret:openobserve-AbCdEf$/) });
  expect(forwarderSettings(template)).toMatchObject({ name: 'openobserve', severalLines: true, filter: {} });
});

test('Moesif gets a tenth of one stage, without health checks, one line a record', () => {
  const { Moesif: template } = templates(moesif);
  template.resourceCountIs(STREAM, 2);
  const { HttpEndpointDestinationConfiguration: endpoint } = forwarderStream(template);
  expect(endpoint.EndpointConfiguration).toEqual({ Name: 'Moesif', Url: 'https://api.moesif.net/v1/partners/aws/kinesis/events' });
  expect(forwarderSettings(template)).toMatchObject({
    name: 'moesif', severalLines: false, filter: { stages: ['prod'], excludedResourcePaths: ['/health'], share: 0.1 },
  });
});

test('Apiable\'s account may read its folder, and the stage logs its two columns as well', () => {
  const { Apiable: template } = templates(apiable);
  template.resourceCountIs(STREAM, 2);
  const { ExtendedS3DestinationConfiguration: destination } = forwarderStream(template);
  expect(destination).toMatchObject({ Prefix: 'apiable/aws/logs/', CompressionFormat: 'UNCOMPRESSED' });
  const [{ Properties }] = Object.values(template.findResources('AWS::S3::BucketPolicy'));
  const statements = Properties.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow');
  expect(statements.map(({ Action }: { Action: string }) => Action).sort()).toEqual(['s3:GetObject', 's3:ListBucket']);
  statements.forEach(({ Principal }: { Principal: unknown }) => expect(JSON.stringify(Principal)).toContain(':iam::111122223333:root'));
  expect(statements.map(({ Condition }: { Condition: unknown }) => Condition)).toContainEqual({ StringLike: { 's3:prefix': ['apiable/aws/logs/*'] } });
  const [stage] = Object.values(template.findResources('AWS::ApiGateway::Stage'));
  for (const column of ['apiable_plan_id', 'apiable_subscription_id']) {
    expect(stage.Properties.AccessLogSetting.Format).toContain(`"${column}":"$context.authorizer.${column}"`);
  }
});

test('a receiver without a lake: two streams and three functions, no tables, queries or dashboard, and records that expire', () => {
  const { ReceiverOnly: template } = templates(receiverOnly);
  const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
  expect(types.filter((type) => /^AWS::(Glue|Athena|QuickSight)::/.test(type))).toEqual([]);
  template.resourceCountIs(STREAM, 2);
  template.resourceCountIs('AWS::Lambda::Function', 3);
  template.hasResourceProperties(STREAM, {
    ExtendedS3DestinationConfiguration: { CompressionFormat: 'GZIP', DataFormatConversionConfiguration: Match.absent(), Prefix: Match.stringLikeRegexp('^logs/') },
  });
  template.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: {
      Rules: [
        { Prefix: 'logs/', ExpirationInDays: 3, Status: 'Enabled' },
        { Prefix: 'errors/', ExpirationInDays: 30, Status: 'Enabled' },
        { Prefix: 'replayed/', ExpirationInDays: 30, Status: 'Enabled' },
      ],
    },
  });
  const [stage] = Object.values(template.findResources('AWS::ApiGateway::Stage'));
  expect(JSON.stringify(stage.Properties.AccessLogSetting.DestinationArn)).toContain(':deliverystream/amazon-apigateway-');
});

describe('the standalone app', () => {
  const only = (context: Record<string, unknown>) => Object.entries(templates(standalone, { ...CONTEXT, ...context }))[0];

  test('attaches the one stage that is named, and says where the records are', () => {
    const [stackName, template] = only({});
    expect(stackName).toBe('ApiUsageAnalytics-a1b2c3d4e5-prod');
    template.resourceCountIs(SETTING, 1);
    template.hasResourceProperties(SETTING, { RestApiId: 'a1b2c3d4e5', StageName: 'prod', ReplaceExisting: 'false' });
    template.resourceCountIs('AWS::QuickSight::Dashboard', 0);
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual(['AthenaDatabase', 'AthenaWorkGroup', 'BucketName']);
  });

  test('leaves a stage as it is when it is deployed for another one', () => {
    const names = ['prod', 'beta', 'a_b', 'a-b', 'a--b', `${'s'.repeat(127)}a`, `${'s'.repeat(127)}b`].map((stageName) => only({ stageName })[0]);
    expect(new Set(names).size).toBe(7);
    expect(only({ stageName: 's'.repeat(128) })[0]).toHaveLength(128);
  });

  test('makes a dashboard for whom it is told, and says where it is', () => {
    const [, template] = only({ quickSightGroup: 'api-analysts', quickSightUser: 'ann', quickSightIdentityRegion: 'us-east-1' });
    const [{ Properties }] = Object.values(template.findResources('AWS::QuickSight::Dashboard'));
    const owners = JSON.stringify(Properties.Permissions.map(({ Principal }: { Principal: unknown }) => Principal));
    expect(owners).toMatch(/:quicksight:us-east-1:.*:group\/default\/api-analysts.*:user\/default\/ann/);
    const [{ Value }] = Object.values(template.findOutputs('DashboardUrl'));
    expect(JSON.stringify(Value)).toContain(`.quicksight.aws.amazon.com/sn/dashboards/${Properties.DashboardId}"`);
  });

  test.each(['true', true])('takes the place of another destination and says of which, for replaceExisting = %o', (replaceExisting) => {
    const [, template] = only({ replaceExisting });
    template.hasResourceProperties(SETTING, { ReplaceExisting: 'true' });
    for (const attribute of ['ReplacedDestinationArn', 'ReplacedFormat']) {
      template.hasOutput(attribute, { Value: { 'Fn::GetAtt': [Match.anyValue(), attribute] } });
    }
  });

  test.each<[Record<string, unknown>, string]>([
    [{ restApiId: undefined }, 'Context \'restApiId\' is missing; give it as in -c restApiId=a1b2c3d4e5'],
    [{ restApiId: '' }, 'Context \'restApiId\' is \'\', and an API\'s id has letters and digits only; give it as in -c restApiId=a1b2c3d4e5'],
    [{ restApiId: 'arn:aws:apigateway:eu-west-1::/restapis/b2c3d4e5f6/stages/prod' }, 'give it as in -c restApiId=b2c3d4e5f6'],
    [{ restApiId: 'https://b2c3d4e5f6.execute-api.eu-west-1.amazonaws.com/prod' }, 'give it as in -c restApiId=b2c3d4e5f6'],
    [{ restApiId: 'my api' }, 'Context \'restApiId\' is \'my api\', and an API\'s id has letters and digits only; give it as in -c restApiId=a1b2c3d4e5'],
    [{ restApiId: 'my-api' }, 'Context \'restApiId\' is \'my-api\', and an API\'s id has letters and digits only'],
    [{ quickSightGroups: 'all' }, 'Context \'quickSightGroups\' is not known; write it as in -c quickSightGroup=all.'],
    [{ quickSightGroup: ['a', 'b'] }, 'Context \'quickSightGroup\' is ["a","b"], and takes one value alone'],
    [{ stageName: undefined }, 'Context \'stageName\' is missing; give it as in -c stageName=prod'],
    [{ stageName: '' }, 'Context \'stageName\' is \'\', and a stage\'s name has 1 to 128 letters, digits, hyphens and underscores'],
    [{ stageName: 'prod/v1' }, 'Context \'stageName\' is \'prod/v1\''],
    [{ stageName: 's'.repeat(129) }, 'and a stage\'s name has 1 to 128 letters'],
    [{ stageName: '$default' }, 'Context \'stageName\' is \'$default\', which is a stage of an HTTP API, and HTTP APIs cannot log to Firehose; give an API and a stage of type REST'],
    [{ replaceExisting: 'yes' }, 'Context \'replaceExisting\' is \'yes\'; give -c replaceExisting=true'],
    [{ quickSightGroup: '' }, 'Context \'quickSightGroup\' is \'\', and the name alone is needed'],
    [{ quickSightUser: 'arn:aws:quicksight:eu-west-1:111122223333:user/default/ann' }, 'Context \'quickSightUser\' is \'arn:aws:quicksight:eu-west-1:111122223333:user/default/ann\', and the name alone is needed'],
    [{ quickSightIdentityRegion: 'us-east-1' }, 'Context \'quickSightIdentityRegion\' is \'us-east-1\', and there is no dashboard without somebody to see it; give -c quickSightGroup=…'],
    [{ quickSightGroup: 'all', quickSightIdentityRegion: 'Ireland' }, 'Context \'quickSightIdentityRegion\' is \'Ireland\', which is no AWS region'],
    [{ quicksightGroup: 'all' }, 'Context \'quicksightGroup\' is not known; write it as in -c quickSightGroup=all.'],
  ])('fails for context %j', (context, message) => {
    const run = () => standalone(new App({ context: { ...CONTEXT, ...context } }));
    expect(run).toThrow(ContextError);
    expect(run).toThrow(message);
  });

  test('fails with the sentence alone and exit code 1, without a stack trace', () => {
    const { status, stderr, stdout } = spawnSync(join(ROOT, 'node_modules', '.bin', 'tsx'), ['app.ts'], {
      cwd: join(FOLDER, 'standalone'),
      env: { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.dev.json'), CDK_CONTEXT_JSON: '{}' },
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: 'Context \'restApiId\' is missing; give it as in -c restApiId=a1b2c3d4e5 (\'aws apigateway get-rest-apis\' lists the ids).\n',
    });
  });

  test('asks for the versions that the library is tested with', () => {
    const [library, app] = [ROOT, join(FOLDER, 'standalone')].map((folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    expect(app.dependencies).toEqual({ ...library.peerDependencies, [library.name]: '~0.1.0' });
    expect(app.devDependencies.tsx).toBe(library.devDependencies.tsx);
  });
});
