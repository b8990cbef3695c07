import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { describe, expect, test } from 'vitest';
import type { MakeApp, Resources } from './apps';
import { addAll, addForwarders, APPS, attachStages, destroyed, everyOption, resourcesOf } from './apps';
import { deletedAfter, emptiedBuckets, waitingForThemselves, writersInto } from './deletion-order';
import { nameOf, RESOURCE_TYPES, wantedPolicy } from './resource-types';
import type { ApiUsageAnalyticsProps, LogForwarderConfig, LogForwarderPlace } from '../../src';
import {
  AccessLogDeliveryStream, ApiKeyDirectory, ApiUsageAnalytics, EnrichmentFunction, LogForwarder, PersonalData, RecordLayout, UsageCatalog,
} from '../../src';

/** Of the apps, and not of this library: APIs, keys, topics, and a stream of one's own. */
const OTHER_TYPES = /^AWS::(ApiGateway|KMS|SNS)::/;
const OTHERS = /CloudWatchRole[0-9A-F]{8}$|^Stream/;

/** The one stack of an app. */
function stackOf(make: MakeApp): Resources {
  const [[, resources], ...more] = Object.entries(resourcesOf(make));
  expect(more).toEqual([]);
  return resources;
}

function ofThisLibrary(resources: Resources): Resources {
  return Object.fromEntries(Object.entries(resources).filter(([id, { Type }]) => !OTHER_TYPES.test(Type) && !OTHERS.test(id)));
}

/** What could write into a bucket after it has been emptied. */
function lateWriters(resources: Resources): string[] {
  return emptiedBuckets(resources).flatMap(([bucket, emptying]) =>
    writersInto(resources, bucket).filter((id) => !deletedAfter(resources, id).has(emptying)));
}

/** An app with a bucket that goes with its stack, for parts that are made one by one. */
function withBucket(make: (stack: Stack, bucket: s3.Bucket) => void): MakeApp {
  return (app) => {
    const stack = new Stack(app, 'Stack');
    make(stack, new s3.Bucket(stack, 'Mine', { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true }));
  };
}

describe('when the stack goes', () => {
  test.each(Object.entries(APPS))('each resource of %s goes or stays as it is wanted', (name, make) => {
    const policy = name === 'destroyed' ? 'destroyed' : 'byDefault';
    for (const [id, resource] of Object.values(resourcesOf(make)).flatMap((resources) => Object.entries(ofThisLibrary(resources)))) {
      expect(Object.keys(RESOURCE_TYPES), `${id}: say in resource-types.ts what becomes of its type`).toContain(resource.Type);
      const { DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' } = resource;
      const wanted = wantedPolicy(id, resource, policy);
      expect({ id, DeletionPolicy, UpdateReplacePolicy }).toEqual({ id, DeletionPolicy: wanted, UpdateReplacePolicy: wanted });
    }
  });

  test.each(Object.entries(APPS))('nothing that stays of %s has a name that would keep it from being deployed again', (_name, make) => {
    const stay = Object.values(resourcesOf(make)).flatMap((resources) => Object.entries(ofThisLibrary(resources)))
      .filter(([, { DeletionPolicy, Type }]) => DeletionPolicy === 'Retain' && Type !== 'AWS::Logs::LogStream');
    expect(stay.filter(([, resource]) => typeof nameOf(resource) === 'string').map(([id]) => id)).toEqual([]);
  });
});

describe('a bucket that goes with its stack', () => {
  test('is written to by the streams, the functions, the policies of their roles, the work group and the data source', () => {
    const resources = stackOf(destroyed);
    const [[bucket]] = emptiedBuckets(resources);
    const types = writersInto(resources, bucket).map((id) => resources[id].Type);
    expect(types.filter((type) => type === 'AWS::KinesisFirehose::DeliveryStream')).toHaveLength(6);
    expect(new Set(types)).toEqual(new Set([
      'AWS::Athena::WorkGroup', 'AWS::IAM::Policy', 'AWS::KinesisFirehose::DeliveryStream', 'AWS::Lambda::Function', 'AWS::QuickSight::DataSource',
    ]));
  });

  test('is emptied after all that writes to it is gone, forwarders that are added later among it', () => {
    expect(lateWriters(stackOf(destroyed))).toEqual([]);
  });

  test.each<[string, ApiUsageAnalyticsProps]>([
    ['by default', {}],
    ['with a replay by schedule, alarms and hashes', { sourceIp: PersonalData.HASH }],
  ])('is emptied last with all that there is, and twice in a stack, %s', (name, props) => {
    const resources = stackOf((app) => {
      const stack = new Stack(app, 'Stack');
      for (const id of ['One', 'Two']) {
        (name === 'by default' ? everyOption : addAll)(stack, id, { ...props, removalPolicy: RemovalPolicy.DESTROY });
      }
    });
    expect(emptiedBuckets(resources)).toHaveLength(2);
    expect(lateWriters(resources)).toEqual([]);
    expect(waitingForThemselves(resources)).toEqual([]);
  });

  test('is emptied after the schedules are gone that call what writes to it, and after the stages that log', () => {
    const resources = stackOf(destroyed);
    const [[, emptying]] = emptiedBuckets(resources);
    const callers = Object.keys(resources).filter((id) => /^(AWS::Scheduler::Schedule|AWS::ApiGateway::Stage|Custom::ApiGatewayAccessLogSetting)$/.test(resources[id].Type));
    expect(callers.length).toBeGreaterThanOrEqual(3);
    expect(callers.filter((id) => !deletedAfter(resources, id).has(emptying))).toEqual([]);
  });

  test('is emptied before its policy goes, which lets it be emptied', () => {
    const resources = stackOf(destroyed);
    const [[bucket, emptying]] = emptiedBuckets(resources);
    const [policy] = Object.keys(resources).filter((id) => resources[id].Type === 'AWS::S3::BucketPolicy');
    expect(deletedAfter(resources, emptying)).toEqual(expect.objectContaining(new Set([bucket, policy])));
  });

  test('is emptied last with parts that are made one by one', () => {
    const resources = stackOf(withBucket((stack, bucket) => {
      const enrichment = new EnrichmentFunction(stack, 'Enrichment', { directory: new ApiKeyDirectory(stack, 'Directory', { bucket }) });
      enrichment.addForwarder(LogForwarder.s3({ prefix: 'copy/' }));
      new AccessLogDeliveryStream(stack, 'Delivery', { bucket, enrichment, catalog: new UsageCatalog(stack, 'Catalog', { bucket }) });
    }));
    expect(emptiedBuckets(resources)).toHaveLength(1);
    expect(lateWriters(resources)).toEqual([]);
  });

  test('is emptied last where it is given, and where a forwarder alone writes to it', () => {
    for (const use of [
      (stack: Stack, bucket: s3.Bucket) => new ApiUsageAnalytics(stack, 'Analytics', { bucket }),
      (stack: Stack, bucket: s3.Bucket) => new ApiUsageAnalytics(stack, 'Analytics', {
        bucket, deliveryStream: firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Stream', 'amazon-apigateway-given'),
      }),
      (stack: Stack, bucket: s3.Bucket) => new ApiUsageAnalytics(stack, 'Analytics').addForwarder(LogForwarder.s3({ bucket, prefix: 'copy/' })),
    ]) {
      const resources = stackOf(withBucket(use));
      expect(writersInto(resources, emptiedBuckets(resources)[0][0])).not.toEqual([]);
      expect(lateWriters(resources)).toEqual([]);
    }
  });

  test('can have a policy that names the parts\' roles, as its key can', () => {
    const resources = stackOf((app) => {
      const stack = new Stack(app, 'Stack');
      const key = new kms.Key(stack, 'Key');
      const analytics = everyOption(stack, 'Analytics', { removalPolicy: RemovalPolicy.DESTROY, encryptionKey: key });
      addForwarders(analytics);
      const role = analytics.enrichment.node.findChild('Role') as iam.Role;
      const statement = (...actions: string[]) => new iam.PolicyStatement({ actions, principals: [role], resources: ['*'] });
      analytics.bucket.addToResourcePolicy(new iam.PolicyStatement({ actions: ['s3:PutObject'], principals: [role], resources: [analytics.bucket.arnForObjects('*')] }));
      key.addToResourcePolicy(statement('kms:Decrypt'));
    });
    expect(lateWriters(resources)).toEqual([]);
    expect(waitingForThemselves(resources)).toEqual([]);
  });

  test.each<[string, (scope: Construct, place: LogForwarderPlace) => firehose.IDeliveryStream, number]>([
    ['made', (scope, { bucket }) => new firehose.DeliveryStream(scope, 'Stream', { destination: new firehose.S3Bucket(bucket) }), 4],
    ['imported', (scope) => firehose.DeliveryStream.fromDeliveryStreamName(scope, 'Stream', 'elsewhere'), 2],
  ])('is emptied after a forwarder of one\'s own, whose stream is %s', (_, streamOf, writers) => {
    class OfOnesOwn extends LogForwarder {
      constructor() {
        super('own');
      }

      public bind(scope: Construct, place: LogForwarderPlace): LogForwarderConfig {
        return { deliveryStream: streamOf(scope, place), layout: RecordLayout.allColumns() };
      }
    }
    const resources = stackOf(withBucket((stack, bucket) => {
      new EnrichmentFunction(stack, 'Enrichment', { directory: new ApiKeyDirectory(stack, 'Directory', { bucket }), forwarders: [new OfOnesOwn()] });
    }));
    const [[bucket]] = emptiedBuckets(resources);
    expect(writersInto(resources, bucket).filter((id) => /^Enrichment/.test(id))).toHaveLength(writers);
    expect(lateWriters(resources)).toEqual([]);
  });

  test('can be in another stack, which goes after', () => {
    const app = new App();
    const bucket = new s3.Bucket(new Stack(app, 'Lake'), 'Bucket', { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true });
    const stack = new Stack(app, 'Stack');
    attachStages(stack, new ApiUsageAnalytics(stack, 'Analytics', { bucket }));
    const [lake, analytics] = ['Lake', 'Stack'].map((name) => app.synth().getStackByName(name));
    expect(analytics.dependencies.map(({ id }) => id)).toContain(lake.id);
    expect(lake.dependencies.map(({ id }) => id)).not.toContain(analytics.id);
  });
});

test.each(Object.entries(APPS))('nothing in %s waits for itself', (_name, make) => {
  expect(Object.values(resourcesOf(make)).flatMap(waitingForThemselves)).toEqual([]);
});
