import { App, CfnDynamicReference, CfnDynamicReferenceService, CfnParameter, Fn, Stack, Stage, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { describe, expect, test } from 'vitest';
import { checkGivenBucket, usageBucket } from '../src/usage-bucket';

const EUROPE = { region: 'eu-west-1', account: '111122223333' };

/** Gives a bucket to each of several constructs, and says what synthesis says to it. */
function problemsOf(...given: [Stack, s3.IBucket][]): string[] {
  for (const [index, [stack, bucket]] of given.entries()) {
    checkGivenBucket(new Construct(stack, `Analytics${index + 1}`), bucket);
  }
  return [...new Set(given.map(([stack]) => stack.node.root))].flatMap((root) => root.node.findAll()).flatMap(({ node }) => node.validate());
}

function stackIn(scope: Construct, id = 'Stack', env = {}): Stack {
  return new Stack(scope, id, { env });
}

describe('a bucket that is given', () => {
  test('passes where it is used once: made in this app or imported, with a name that is known or not', () => {
    const stack = stackIn(new App());
    const buckets = [
      new s3.Bucket(stack, 'Made'),
      new s3.Bucket(stack, 'Named', { bucketName: 'lake' }),
      s3.Bucket.fromBucketName(stack, 'Imported', 'pond'),
      s3.Bucket.fromBucketArn(stack, 'ByArn', 'arn:aws:s3:::sea'),
      s3.Bucket.fromBucketName(stack, 'Parameter', new CfnParameter(stack, 'Name').valueAsString),
      s3.Bucket.fromBucketName(stack, 'Export', Fn.importValue('bucket')),
    ];
    expect(problemsOf(...buckets.map((bucket): [Stack, s3.IBucket] => [stack, bucket]))).toEqual([]);
  });

  test.each<[string, (stack: Stack) => s3.IBucket]>([
    ['made', (stack) => new s3.Bucket(stack, 'Bucket')],
    ['imported by a name that is not known', (stack) => s3.Bucket.fromBucketName(stack, 'Bucket', Fn.importValue('bucket'))],
  ])('fails where it is used twice, as the same construct, %s', (_, bucketOf) => {
    const stack = stackIn(new App());
    const bucket = bucketOf(stack);
    expect(problemsOf([stack, bucket], [stack, bucket])).toEqual([
      'the bucket Stack/Bucket serves Stack/Analytics1 already, and would mix its records and directory with those of Stack/Analytics2; give each a bucket of its own, or attach the stages of both to one',
    ]);
  });

  test.each<[string, (stack: Stack, other: Stack) => s3.IBucket[]]>([
    ['imported twice', (stack, other) => [s3.Bucket.fromBucketName(stack, 'Lake', 'lake'), s3.Bucket.fromBucketArn(other, 'Lake', 'arn:aws:s3:::lake')]],
    ['made and imported', (stack, other) => [new s3.Bucket(stack, 'Lake', { bucketName: 'lake' }), s3.Bucket.fromBucketName(other, 'Lake', 'lake')]],
    ['imported and made', (stack, other) => [s3.Bucket.fromBucketName(other, 'Lake', 'lake'), new s3.CfnBucket(stack, 'Lake', { bucketName: 'lake' })].map(
      (bucket) => bucket instanceof s3.CfnBucket ? s3.Bucket.fromCfnBucket(bucket) : bucket)],
    ['imported twice by one reference', (stack, other) => {
      const { bucketName } = new s3.Bucket(stack, 'Lake');
      return [s3.Bucket.fromBucketName(stack, 'Here', bucketName), s3.Bucket.fromBucketName(other, 'There', bucketName)];
    }],
  ])('fails where it is used twice, %s', (_, bucketsOf) => {
    const app = new App();
    const [stack, other] = [stackIn(app), stackIn(new Stage(app, 'Prod'))];
    const [first, second] = bucketsOf(stack, other);
    expect(problemsOf([stack, first], [other, second]))
      .toEqual([expect.stringMatching(/serves Stack\/Analytics1 already, and would mix its records and directory with those of Prod\/Stack\/Analytics2;/)]);
  });

  test('fails where it is the bucket of another', () => {
    const stack = stackIn(new App());
    const bucket = usageBucket(new Construct(stack, 'Owner'), {});
    expect(problemsOf([stack, bucket])).toEqual([expect.stringContaining('the bucket Stack/Owner/Bucket serves Stack/Owner already')]);
  });

  test('passes where another one has the same logical id or the same name in another partition, or may be another in each region', () => {
    const app = new App();
    const [stack, other] = [stackIn(app, 'Stack'), stackIn(app, 'Other')];
    const [ireland, china] = [stackIn(app, 'Ireland', EUROPE), stackIn(app, 'China', { region: 'cn-north-1', account: '999999999999' })];
    const both = (one: Stack, another: Stack, bucketOf: (stack: Stack) => s3.IBucket) =>
      [one, another].map((where): [Stack, s3.IBucket] => [where, bucketOf(where)]);
    const parameter = new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/bucket').toString();
    expect(problemsOf(
      ...both(stack, other, (where) => new s3.Bucket(where, 'Bucket')),
      ...both(stack, other, (where) => s3.Bucket.fromBucketName(where, 'ByParameter', new CfnParameter(where, 'Name').valueAsString)),
      ...both(stack, other, (where) => s3.Bucket.fromBucketName(where, 'ByExport', Fn.importValue('bucket'))),
      ...both(stack, other, (where) => s3.Bucket.fromBucketName(where, 'ByParameterStore', parameter)),
      ...both(ireland, china, (where) => s3.Bucket.fromBucketName(where, 'ByName', 'lake')),
    )).toEqual([]);
    expect(problemsOf(...both(stackIn(new App()), stackIn(new App()), (where) => s3.Bucket.fromBucketName(where, 'ByName', 'lake')))).toEqual([]);
  });
});

describe('a key of a bucket that is given', () => {
  const encrypted = (kmsMasterKeyId?: string): s3.CfnBucketProps => ({
    bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId } }] },
  });
  const problems = (bucketOf: (stack: Stack) => s3.IBucket) => {
    const stack = stackIn(new App());
    return problemsOf([stack, bucketOf(stack)]);
  };

  test.each<[string, (stack: Stack) => s3.IBucket]>([
    ['of the bucket itself', (stack) => new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.KMS })],
    ['that is managed by AWS', (stack) => new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.KMS_MANAGED })],
    ['that is managed by AWS, by its name', (stack) => s3.Bucket.fromCfnBucket(new s3.CfnBucket(stack, 'Bucket', encrypted('alias/aws/s3')))],
    ['that the bucket takes over', (stack) => {
      const key = new kms.CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [] } });
      return s3.Bucket.fromCfnBucket(new s3.CfnBucket(stack, 'Bucket', encrypted(key.attrArn)));
    }],
    ['of an imported bucket', (stack) => s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'lake', encryptionKey: new kms.Key(stack, 'Key') })],
    ['that is not known at synthesis', (stack) => s3.Bucket.fromCfnBucket(new s3.CfnBucket(stack, 'Bucket', encrypted(new CfnParameter(stack, 'Key').valueAsString)))],
    ['that may be in encryption that is not known at synthesis', (stack) => s3.Bucket.fromCfnBucket(
      new s3.CfnBucket(stack, 'Bucket', { bucketEncryption: Token.asAny(Fn.conditionIf('Encrypt', 'x', 'y')) }))],
  ])('passes: one %s', (_, bucketOf) => {
    expect(problems(bucketOf)).toEqual([]);
  });

  test('fails where the bucket does not know it', () => {
    const mend = ', which its construct does not know as encryptionKey, so that no role would be allowed to use it; give that key to the bucket as its encryptionKey, or import it by Bucket.fromBucketAttributes({ encryptionKey })';
    expect(problems((stack) => s3.Bucket.fromCfnBucket(new s3.CfnBucket(stack, 'Bucket', encrypted('alias/mine')))))
      .toEqual([`the bucket Stack/Bucket/@FromCfnBucket is encrypted with the KMS key 'alias/mine'${mend}`]);
    expect(problems((stack) => {
      const bucket = new s3.Bucket(stack, 'Bucket');
      (bucket.node.defaultChild as s3.CfnBucket).addPropertyOverride('BucketEncryption.ServerSideEncryptionConfiguration', [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: new kms.Key(stack, 'Key').keyArn } },
      ]);
      return bucket;
    })).toEqual([`the bucket Stack/Bucket is encrypted with the KMS key Stack/Key${mend}`]);
  });

  test('fails at synthesis', () => {
    const stack = stackIn(new App());
    checkGivenBucket(new Construct(stack, 'Analytics'), s3.Bucket.fromCfnBucket(new s3.CfnBucket(stack, 'Bucket', encrypted('alias/mine'))));
    expect(() => Template.fromStack(stack)).toThrow('[Stack/Analytics] the bucket Stack/Bucket/@FromCfnBucket is encrypted with the KMS key \'alias/mine\'');
  });
});

describe('the region of a bucket that is given', () => {
  const bucketIn = (stack: Stack, region?: string) => s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'lake', region });

  test('passes where it is the same, or not known', () => {
    const app = new App();
    const [known, unknown] = [stackIn(app, 'Known', EUROPE), stackIn(app, 'Unknown')];
    expect(problemsOf([known, bucketIn(known, EUROPE.region)])).toEqual([]);
    expect(problemsOf([unknown, s3.Bucket.fromBucketAttributes(unknown, 'Bucket', { bucketName: 'pond', region: 'us-east-1' })])).toEqual([]);
    expect(problemsOf([stackIn(app, 'Third', EUROPE), s3.Bucket.fromBucketName(unknown, 'Other', 'sea')])).toEqual([]);
  });

  test('fails where it is another', () => {
    const stack = stackIn(new App(), 'Stack', EUROPE);
    expect(() => problemsOf([stack, bucketIn(stack, 'us-east-1')]))
      .toThrow('Stack/Analytics1: the bucket Stack/Bucket is in region us-east-1, and Athena in eu-west-1 writes results only to a bucket of its own region; give one of region eu-west-1, which an imported bucket says by the \'region\' of Bucket.fromBucketAttributes()');
  });
});
