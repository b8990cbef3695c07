import { App, Duration, Stack, Stage } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { beforeAll, describe, expect, test } from 'vitest';
import { LogForwarder, PersonalData } from '../../src';
import { CONTEXT, EXAMPLES } from '../example-apps';
import { everyOption } from '../lifecycle/apps';
import { restApi } from '../stack';

/** Examples that say where they are deployed to, or in which region the receiver's secret is. */
const ELSEWHERE = ['moesif.ts', 'openobserve.ts', 'receiver-only.ts', 'several-environments.ts'];

/** Ends of AWS's hosts: of its APIs, its consoles and QuickSight. */
const HOSTS: Record<string, RegExp> = {
  'aws': /\.(amazonaws\.com|aws\.amazon\.com)$/,
  'aws-cn': /\.(amazonaws\.com\.cn|amazonaws\.cn)$/,
  'aws-us-gov': /\.(amazonaws\.com|amazonaws-us-gov\.com)$/,
};

/** Where a service is named, in a policy or a function's permission. */
const PRINCIPAL = /\.Principal(\.Service(\.\d+)?)?$/;

/** Every option, and each kind of forwarder with a secret of its own. */
function allOfIt(app: App): void {
  const stack = new Stack(app, 'EveryOption');
  const secret = (id: string) => new secretsmanager.Secret(stack, id);
  const analytics = everyOption(stack, 'UsageAnalytics', {
    encryptionKey: new kms.Key(stack, 'Key'),
    replaySchedule: ScheduleExpression.rate(Duration.hours(6)),
    sourceIp: PersonalData.HASH,
    quickSightIdentityRegion: stack.region,
    forwarders: [
      LogForwarder.openObserve({ endpoint: 'https://openobserve.example.com', organization: 'o', stream: 's', credentials: secret('OpenObserve') }),
      LogForwarder.moesif({ applicationId: secret('Moesif') }),
      LogForwarder.httpEndpoint({ url: 'https://receiver.example.com/records', accessKey: secret('Http') }),
      LogForwarder.apiable({ accountId: '444455556666' }),
      LogForwarder.s3({ name: 'copy', prefix: 'copy/' }),
    ],
  });
  analytics.attachTo(restApi(stack).deploymentStage);
}

const APPS: [string, (app: App) => unknown][] = [
  ...Object.entries(EXAMPLES).filter(([name]) => !ELSEWHERE.includes(name)),
  ['every option', allOfIt],
];

describe.each(['eu-west-1', 'cn-north-1', 'us-gov-west-1'])('in %s', (region) => {
  const { partition, domainSuffix } = RegionInfo.get(region) as { partition: string; domainSuffix: string };
  /** All strings of an app's templates as they are when deployed, each with its place. */
  const strings = new Map<string, [place: string, text: string][]>();

  beforeAll(() => {
    for (const [name, make] of APPS) {
      // the standalone example with a dashboard, since it tells where that is
      const app = new App({ context: { ...CONTEXT, quickSightGroup: 'api-analysts' } });
      make(new Stage(app, 'Stage', { env: { region, account: '111122223333' } }) as App);
      const pseudo = { 'AWS::Partition': partition, 'AWS::URLSuffix': domainSuffix, 'AWS::Region': region };
      strings.set(name, app.synth().stacksRecursively.flatMap(({ template }) => stringsIn(deployed(template, pseudo))));
    }
  });

  const matches = (name: string, pattern: RegExp) => strings.get(name)!
    .flatMap(([place, text]) => [...text.matchAll(pattern)].map(([found]) => ({ place, found })));

  test.each(APPS.map(([name]) => name))('each ARN of %s is of the partition', (name) => {
    const arns = matches(name, /\barn:[\w-]*(?=:)/g);
    expect(arns.length).toBeGreaterThan(0);
    expect(arns.filter(({ found }) => found !== `arn:${partition}`)).toEqual([]);
  });

  test.each(APPS.map(([name]) => name))('each service principal of %s is that of the region', (name) => {
    const principals = strings.get(name)!.filter(([place, text]) => PRINCIPAL.test(place) && text.includes('amazonaws'));
    expect(principals.length).toBeGreaterThan(0);
    // CloudWatch Logs alone is known by its region, and by the suffix of the partition
    const wanted = (principal: string) => principal.startsWith('logs.') ? `logs.${region}.${domainSuffix}` : principal.replace(/^([\w-]+)\..*/, '$1.amazonaws.com');
    expect(principals.filter(([, principal]) => principal !== wanted(principal))).toEqual([]);
  });

  test.each(APPS.map(([name]) => name))('each host of AWS in %s is one of the partition', (name) => {
    const hosts = matches(name, /[\w*.-]+\.(amazonaws(-us-gov)?\.com(\.cn)?|amazonaws\.cn|aws\.amazon\.com)/g)
      .filter(({ place }) => !PRINCIPAL.test(place));
    expect(hosts.filter(({ found }) => !HOSTS[partition].test(found) && !isName(found))).toEqual([]);
  });
});

test.each(ELSEWHERE.filter((name) => name !== 'several-environments.ts'))('%s fails with a secret of another region', (name) => {
  const stage = new Stage(new App({ context: CONTEXT }), 'Stage', { env: { region: 'cn-north-1', account: '111122223333' } });
  expect(() => EXAMPLES[name](stage as App)).toThrow(/the secret .+ is in region eu-west-1, and Firehose in cn-north-1 reads secrets of its own region/);
});

/** What looks like a host and is the name of a service, the same in all partitions. */
function isName(host: string): boolean {
  return host === 'ops.apigateway.amazonaws.com' // of its service-linked role
    || /^secretsmanager\.[\w-]+\.amazonaws\.com$/.test(host); // in kms:ViaService, by aws-cdk-lib
}

/** A template with its joins joined. What is known at deployment alone is left open. */
function deployed(value: any, pseudo: Record<string, string>): any {
  if (Array.isArray(value)) {
    return value.map((item) => deployed(item, pseudo));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (value['Fn::Join']) {
    const [separator, parts] = value['Fn::Join'];
    const joined: unknown[] = deployed(parts, pseudo);
    return joined.map((part) => typeof part === 'string' ? part : '<…>').join(separator);
  }
  return pseudo[value.Ref] ?? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deployed(item, pseudo)]));
}

function stringsIn(value: any, place = ''): [place: string, text: string][] {
  if (typeof value === 'string') {
    return [[place, value]];
  }
  return value && typeof value === 'object' ? Object.entries(value).flatMap(([key, item]) => stringsIn(item, `${place}.${key}`)) : [];
}
