import { App, CfnParameter, Duration, Fn, Lazy, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { describe, expect, test } from 'vitest';
import { bucketArn, http, moesif, openObserve, propertiesOf, settingsIn, vendorsIn } from './vendors';
import { HttpEndpointForwarderProps, LogForwarder } from '../../../src';

/** The destination of the one forwarder. */
function destinationOf(forwarder: (parts: ReturnType<typeof vendorsIn>) => LogForwarder) {
  const parts = vendorsIn();
  parts.analytics.addForwarder(forwarder(parts));
  return propertiesOf(parts.template(), 'AWS::KinesisFirehose::DeliveryStream', 'AnalyticsEnrichmentForwarder').HttpEndpointDestinationConfiguration;
}

describe('a stream to an HTTP endpoint', () => {
  test('sends compressed requests of 1 MiB at most, tries for two hours, and keeps what fails', () => {
    const { secret, analytics, template } = vendorsIn();
    analytics.addForwarder(moesif(secret));
    const logGroup = { Ref: expect.stringMatching(/^AnalyticsEnrichmentForwardermoesifLogGroup/) };
    const role = { 'Fn::GetAtt': [expect.stringMatching(/^AnalyticsEnrichmentForwardermoesifRole/), 'Arn'] };
    const logging = { Enabled: true, LogGroupName: logGroup, LogStreamName: { Ref: expect.stringMatching(/^AnalyticsEnrichmentForwardermoesifLogGroup/) } };
    expect(propertiesOf(template(), 'AWS::KinesisFirehose::DeliveryStream', 'AnalyticsEnrichmentForwarder')).toEqual({
      DeliveryStreamType: 'DirectPut',
      DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
      HttpEndpointDestinationConfiguration: {
        EndpointConfiguration: { Name: 'Moesif', Url: 'https://api.moesif.net/v1/partners/aws/kinesis/events' },
        SecretsManagerConfiguration: { Enabled: true, SecretARN: { Ref: expect.stringMatching(/^Secret/) }, RoleARN: role },
        RequestConfiguration: { ContentEncoding: 'GZIP' },
        BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 1 },
        RetryOptions: { DurationInSeconds: 7_200 },
        CloudWatchLoggingOptions: logging,
        RoleARN: role,
        S3BackupMode: 'FailedDataOnly',
        S3Configuration: {
          BucketARN: bucketArn,
          RoleARN: role,
          CompressionFormat: 'UNCOMPRESSED',
          ErrorOutputPrefix: 'errors/forwarders/moesif/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/',
          CloudWatchLoggingOptions: logging,
        },
      },
    });
  });

  test('goes to the URL of its receiver', () => {
    const urlOf = (forwarder: Parameters<typeof destinationOf>[0]) => destinationOf(forwarder).EndpointConfiguration;
    expect(urlOf(({ secret }) => openObserve(secret))).toEqual({ Name: 'OpenObserve', Url: 'https://api.openobserve.ai/aws/my_org/default/_kinesis_firehose' });
    expect(urlOf(({ secret }) => openObserve(secret, { endpoint: 'https://logs.example.com/base//', organization: 'a-1', stream: 'b' })).Url)
      .toBe('https://logs.example.com/base/aws/a-1/b/_kinesis_firehose');
    expect(urlOf(({ secret }) => LogForwarder.moesif({ applicationId: secret, endpoint: 'https://eu.moesif.example/' })).Url)
      .toBe('https://eu.moesif.example/v1/partners/aws/kinesis/events');
    expect(urlOf(({ secret }) => http(secret, { url: 'https://logs.example.com:443/in?of=aws', receiverName: 'Ours' }))).toEqual({ Name: 'Ours', Url: 'https://logs.example.com:443/in?of=aws' });
    expect(urlOf(({ secret }) => http(secret))).toEqual({ Url: 'https://logs.example.com/in' });
  });

  test.each(['https://logs.example.com', 'https://logs.example.com/', 'https://logs.example.com?a=1', 'https://10.0.0.1/in', 'https://logs.example.com/a:8080/b'])('takes the URL %s', (url) => {
    expect(() => destinationOf(({ secret }) => http(secret, { url }))).not.toThrow();
  });

  test('takes what is not known at synthesis', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const { secret, analytics, template } = vendorsIn({}, stack);
    const unknown = Lazy.number({ produce: () => 30 });
    const duration = Duration.seconds(unknown);
    analytics.addForwarder(http(secret, { url: new CfnParameter(stack, 'Url').valueAsString, bufferingInterval: duration, retryDuration: duration }));
    analytics.addForwarder(openObserve(secret, { endpoint: `https://${Fn.importValue('host')}`, organization: Fn.importValue('org') }));
    expect(template).not.toThrow();
  });

  test('buffers, retries and compresses as it is told', () => {
    expect(destinationOf(({ secret }) => http(secret, {
      bufferingInterval: Duration.seconds(0), bufferingSize: Size.mebibytes(64), retryDuration: Duration.seconds(0), compressed: false,
    }))).toMatchObject({
      BufferingHints: { IntervalInSeconds: 0, SizeInMBs: 64 }, RetryOptions: { DurationInSeconds: 0 }, RequestConfiguration: { ContentEncoding: 'NONE' },
    });
    expect(destinationOf(({ secret }) => LogForwarder.moesif({ applicationId: secret, bufferingInterval: Duration.minutes(15) })).BufferingHints)
      .toEqual({ IntervalInSeconds: 900, SizeInMBs: 1 });
    expect(destinationOf(({ secret }) => openObserve(secret, { bufferingSize: Size.mebibytes(4) })).BufferingHints)
      .toEqual({ IntervalInSeconds: 60, SizeInMBs: 4 });
  });

  test('gets several lines a record only where the receiver is known to take them', () => {
    const { secret, analytics, template } = vendorsIn();
    analytics.addForwarder(openObserve(secret));
    analytics.addForwarder(moesif(secret));
    analytics.addForwarder(http(secret));
    analytics.addForwarder(http(secret, { name: 'packed', severalLinesPerRecord: true }));
    expect(settingsIn(template()).map(({ name, severalLines }: { name: string; severalLines: boolean }) => [name, severalLines]))
      .toEqual([['openobserve', true], ['moesif', false], ['http', false], ['packed', true]]);
  });

  test('has a log that does not grow for ever, and goes with it', () => {
    const { secret, analytics, template } = vendorsIn();
    analytics.addForwarder(moesif(secret));
    template().hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete', Properties: { RetentionInDays: 30 } });
    expect(Object.keys(template().findResources('AWS::Logs::LogGroup')).filter((id) => id.includes('Forwarder'))).toHaveLength(1);
  });

  const at = 'Stack/Analytics/Enrichment/Forwarder-http: ';
  test.each<[Partial<HttpEndpointForwarderProps>, string]>([
    [{ bufferingInterval: Duration.seconds(901) }, 'bufferingInterval is 901 seconds, and Firehose takes whole seconds from 0 to 900; give Duration.seconds(900)'],
    [{ bufferingInterval: Duration.millis(1_500) }, 'bufferingInterval is 1.5 seconds, and Firehose takes whole seconds from 0 to 900; give Duration.seconds(2)'],
    [{ bufferingInterval: Duration.millis(900_500) }, 'bufferingInterval is 900.5 seconds, and Firehose takes whole seconds from 0 to 900; give Duration.seconds(900)'],
    [{ bufferingSize: Size.mebibytes(65) }, 'bufferingSize is 65 MiB, and Firehose takes whole mebibytes from 1 to 64 for an HTTP endpoint; give Size.mebibytes(64)'],
    [{ bufferingSize: Size.mebibytes(0) }, 'bufferingSize is 0 MiB, and Firehose takes whole mebibytes from 1 to 64 for an HTTP endpoint; give Size.mebibytes(1)'],
    [{ bufferingSize: Size.kibibytes(1_536) }, 'bufferingSize is 1.5 MiB, and Firehose takes whole mebibytes from 1 to 64 for an HTTP endpoint; give Size.mebibytes(2)'],
    [{ retryDuration: Duration.hours(3) }, 'retryDuration is 3 hours, and Firehose takes whole seconds up to two hours; give Duration.hours(2)'],
    [{ retryDuration: Duration.seconds(7_201) }, 'and Firehose takes whole seconds up to two hours; give Duration.hours(2)'],
    [{ retryDuration: Duration.millis(1_500) }, 'and Firehose takes whole seconds up to two hours; give Duration.seconds(2)'],
  ])('fails for %o', (props, sentence) => {
    expect(() => destinationOf(({ secret }) => http(secret, props))).toThrow(sentence);
    expect(() => destinationOf(({ secret }) => http(secret, props))).toThrow(at);
  });

  test.each([
    'http://logs.example.com', 'https://logs.example.com:8443/in', 'https://logs.example.com:4430/in', 'https://logs.example.com/a b', ' https://logs.example.com', 'logs.example.com',
    'https://', 'https:///in', '', 'ftp://logs.example.com', 'https://user:password@logs.example.com/in', 'https://logs.example.com:443:443/', 'https://logs.example.com\n',
  ])('fails for the URL %j', (url) => {
    expect(() => destinationOf(({ secret }) => http(secret, { url }))).toThrow(
      `${at}the endpoint is '${url}', and Firehose delivers to https:// at port 443 alone; give such a URL, of a load balancer or a proxy where the receiver has another port`);
  });

  test('fails for a URL that is longer than Firehose takes, and for an endpoint that no path can be put behind', () => {
    const url = `https://logs.example.com/${'x'.repeat(976)}`;
    expect(() => destinationOf(({ secret }) => http(secret, { url }))).toThrow(`${at}the endpoint's URL has 1001 characters, and Firehose takes 1000; give a shorter one`);
    expect(() => destinationOf(({ secret }) => http(secret, { url: url.slice(0, -1) }))).not.toThrow();
    expect(() => destinationOf(({ secret }) => openObserve(secret, { endpoint: 'https://o2.example.com?org=1' }))).toThrow(
      "LogForwarder.openObserve(): endpoint is 'https://o2.example.com?org=1', and a path is put behind it; leave out what begins with ? or #");
  });

  test('fails for what is no secret, and for one of another region, and warns of an ARN that is not whole', () => {
    const { analytics, stack } = vendorsIn({}, new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } }));
    const add = (accessKey: secretsmanager.ISecret) => () => analytics.addForwarder(http(accessKey));
    const arnIn = (region: string) => `arn:aws:secretsmanager:${region}:111122223333:secret:vendor-AbCdEf`;
    expect(add(undefined as never)).toThrow(`${at}the receiver's key is missing; give an ISecret, as by Secret.fromSecretCompleteArn()`);
    expect(add('key' as never)).toThrow(`${at}the receiver's key is no secret of Secrets Manager; give an ISecret, as by Secret.fromSecretCompleteArn()`);
    expect(add(secretsmanager.Secret.fromSecretCompleteArn(stack, 'Far', arnIn('us-east-1')))).toThrow(
      `${at}the secret Stack/Far is in region us-east-1, and Firehose in eu-west-1 reads secrets of its own region; make one there, or replicate it`);
    expect(add(secretsmanager.Secret.fromSecretCompleteArn(stack, 'Near', arnIn('eu-west-1')))).not.toThrow();
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
    analytics.addForwarder(http(secretsmanager.Secret.fromSecretNameV2(stack, 'Named', 'vendor'), { name: 'named' }));
    Annotations.fromStack(stack).hasWarning('/Stack/Analytics/Enrichment/Forwarder-named', Match.stringLikeRegexp(
      'the ARN of the secret Stack/Named lacks the six characters at its end, and AWS does not document that Firehose takes one'));
  });

  test('fails for an installation of OpenObserve at its own port, and for names that a URL would break at', () => {
    expect(() => destinationOf(({ secret }) => openObserve(secret, { endpoint: 'https://localhost:5080' }))).toThrow(
      'Stack/Analytics/Enrichment/Forwarder-openobserve: the endpoint is \'https://localhost:5080/aws/my_org/default/_kinesis_firehose\', and Firehose delivers to https:// at port 443 alone');
    for (const [name, value] of [['organization', 'my org'], ['organization', ''], ['stream', 'a/b'], ['stream', 'a?b']]) {
      expect(() => destinationOf(({ secret }) => openObserve(secret, { [name]: value }))).toThrow(
        `LogForwarder.openObserve(): ${name} is '${value}', and OpenObserve takes letters, digits, dashes and underscores; give it as it stands in the URL`);
    }
  });
});

describe('batches that a receiver refuses as too large (413), which Firehose drops', () => {
  test('are counted from the log', () => {
    const { secret, analytics, template } = vendorsIn();
    analytics.addForwarder(moesif(secret));
    const filter = propertiesOf(template(), 'AWS::Logs::MetricFilter', 'AnalyticsEnrichmentForwardermoesif');
    expect(filter).toEqual({
      LogGroupName: { Ref: expect.stringMatching(/^AnalyticsEnrichmentForwardermoesifLogGroup/) },
      FilterPattern: '{ ($.errorCode = "HttpEndpoint.DestinationException") && ($.message = "*destination. 413:*") }',
      MetricTransformations: [{ MetricNamespace: 'ApiUsageAnalytics', MetricName: expect.stringMatching(/^DroppedBatches-\w+$/), MetricValue: '1' }],
    });
    expect(analytics.enrichment.metricDroppedBatches('moesif')).toMatchObject({
      namespace: 'ApiUsageAnalytics', metricName: filter.MetricTransformations[0].MetricName, statistic: 'Sum',
    });
  });

  test('are told apart by forwarder, and by app', () => {
    const names = ['One', 'Two'].flatMap((stackId) => {
      const { secret, analytics, template } = vendorsIn({}, new Stack(new App(), stackId));
      analytics.addForwarder(moesif(secret));
      analytics.addForwarder(http(secret));
      return Object.values(template().findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => Properties.MetricTransformations[0].MetricName);
    });
    expect(new Set(names).size).toBe(4);
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(255);
  });

  test('have names that CloudWatch takes, however long the path is', () => {
    const { secret, analytics, template } = vendorsIn({}, new Stack(new App(), `Stack${'WithAVeryLongName'.repeat(7)}`));
    analytics.addForwarder(http(secret, { name: 'x'.repeat(32) }));
    template().hasResourceProperties('AWS::Logs::MetricFilter', { MetricTransformations: [Match.objectLike({ MetricName: Match.stringLikeRegexp('^[\\w-]{1,255}$') })] });
  });
});
