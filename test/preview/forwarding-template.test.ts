import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FORWARDERS, forwardingApp } from './forwarding-app';
import { temporaryDirectory } from './temporary';
import { quickstart } from '../../examples/typescript/quickstart';
import { synthesize } from '../../preview/assembly';
import { deliveryStreams } from '../../preview/pipeline/delivery-stream';
import { forwardersOf } from '../../preview/pipeline/forwarder';
import { httpStream } from '../../preview/pipeline/http-stream';
import { Template } from '../../preview/template';

const directory = temporaryDirectory();

test('the forwarders of an app are read from its function\'s variable and from their streams', () => {
  const assembly = synthesize(forwardingApp(), join(directory.path(), 'cdk.out'));
  const [stream] = deliveryStreams(assembly.template).filter(({ processor }) => processor);
  const forwarders = forwardersOf(assembly, stream);
  expect(forwarders.map(({ name }) => name)).toEqual(FORWARDERS);
  const [openObserve, moesif, http, apiable] = forwarders;
  expect(openObserve).toMatchObject({
    errorsPrefix: 'errors/forwarders/openobserve/',
    severalLines: true,
    stream: {
      http: {
        url: 'https://openobserve.example.com/aws/default/default/_kinesis_firehose',
        gzip: true,
        buffer: { seconds: 60, megabytes: 1, records: 10_000 },
        retrySeconds: 7_200,
        backup: { bucket: stream.bucket, gzip: false, errorPrefix: 'errors/forwarders/openobserve/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/' },
      },
    },
  });
  expect(moesif).toMatchObject({ severalLines: false, stream: { http: { url: 'https://api.moesif.net/v1/partners/aws/kinesis/events' } } });
  expect(http).toMatchObject({ stream: { http: { gzip: false } } });
  expect(new Set(forwarders.flatMap(({ stream: kind }) => 'http' in kind ? kind.http.secret : [])).size).toBe(3);
  expect(apiable).toMatchObject({ stream: { s3: { prefix: 'apiable/aws/logs/', gzip: false, bucket: stream.bucket } } });
});

test('an app without forwarders has none', () => {
  const assembly = synthesize(quickstart, join(directory.path(), 'cdk.out'));
  expect(forwardersOf(assembly, deliveryStreams(assembly.template)[0])).toEqual([]);
});

describe('refuses by name', () => {
  const DESTINATION = {
    EndpointConfiguration: { Url: 'https://example.com/x' },
    SecretsManagerConfiguration: { Enabled: true, SecretARN: 'arn:secret' },
    RetryOptions: { DurationInSeconds: 60 },
    S3Configuration: { BucketARN: 'arn:aws:s3:::bucket', ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/' },
  };

  function read(changes: object, properties = {}) {
    const template = new Template({
      Resources: {
        Stream: { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: { HttpEndpointDestinationConfiguration: { ...DESTINATION, ...changes }, ...properties } },
      },
    });
    return httpStream(template, template.resource('Stream'));
  }

  test('nothing of what it knows', () => {
    expect(read({ RequestConfiguration: { CommonAttributes: [{ AttributeName: 'a', AttributeValue: 'b' }] } })).toEqual({
      name: 'Stream',
      arn: 'arn:aws:firehose:us-east-1:123456789012:deliverystream/Stream',
      url: 'https://example.com/x',
      secret: 'arn:secret',
      gzip: false,
      attributes: { a: 'b' },
      buffer: { seconds: 300, megabytes: 5, records: 10_000 },
      retrySeconds: 60,
      backup: { bucket: 'bucket', errorPrefix: 'errors/!{firehose:error-output-type}/', gzip: false, buffer: { seconds: 300, megabytes: 5 } },
    });
  });

  test.each<[string, object, string]>([
    ['a setting of the destination', { Colour: 1 }, "'Colour'"],
    ['a setting of the request', { RequestConfiguration: { Colour: 1 } }, "'Colour'"],
    ['a setting of the backup', { S3Configuration: { ...DESTINATION.S3Configuration, Colour: 1 } }, "'Colour'"],
    ['a setting of the endpoint', { EndpointConfiguration: { Url: 'https://x', Colour: 1 } }, "'Colour'"],
    ['a key in the template', { EndpointConfiguration: { Url: 'https://x', AccessKey: 'secret' } }, 'AccessKey stands in the template'],
    ['http', { EndpointConfiguration: { Url: 'http://example.com' } }, 'port 443 alone'],
    ['another port', { EndpointConfiguration: { Url: 'https://example.com:8443/' } }, 'port 443 alone'],
    ['no URL', { EndpointConfiguration: { Url: 'x' } }, "its URL is 'x'"],
    ['no secret', { SecretsManagerConfiguration: { Enabled: false } }, 'with a secret'],
    ['another encoding', { RequestConfiguration: { ContentEncoding: 'BROTLI' } }, 'content encoding NONE and GZIP'],
    ['all data backed up', { S3BackupMode: 'AllData' }, 'FailedDataOnly'],
    ['processing', { ProcessingConfiguration: { Enabled: true } }, 'no processing'],
    ['no retry duration', { RetryOptions: undefined }, 'RetryOptions'],
    ['another compression', { S3Configuration: { ...DESTINATION.S3Configuration, CompressionFormat: 'ZIP' } }, "'ZIP'"],
    ['no error type in the prefix', { S3Configuration: { BucketARN: 'arn:aws:s3:::bucket', ErrorOutputPrefix: 'errors/' } }, "ErrorOutputPrefix is 'errors/'"],
  ])('%s', (_, changes, message) => {
    expect(() => read(changes)).toThrow("Delivery stream 'Stream'");
    expect(() => read(changes)).toThrow(message);
  });

  test('another source', () => {
    expect(() => read({}, { KinesisStreamSourceConfiguration: {} })).toThrow("'KinesisStreamSourceConfiguration'");
    expect(() => read({}, { DeliveryStreamType: 'KinesisStreamAsSource' })).toThrow('DirectPut');
  });

  describe('at a forwarder', () => {
    function forwarder(streams: Record<string, object>, settings: object = {}) {
      const Resources = Object.fromEntries(Object.entries(streams).map(([id, Properties]) => [id, { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties }]));
      const FORWARDERS_VARIABLE = JSON.stringify([{ name: 'mine', streamName: 'Stream', errorsPrefix: 'errors/forwarders/mine/', severalLines: false, ...settings }]);
      const functionProps = () => ({
        name: 'f', codeDirectory: '.', handler: 'h', timeoutSeconds: 1, memorySizeMb: 1, environment: { FORWARDERS: FORWARDERS_VARIABLE },
      });
      return forwardersOf({ template: new Template({ Resources }), functionProps }, {
        name: 'x',
        arn: 'x',
        bucket: 'bucket',
        prefix: '',
        errorPrefix: '',
        gzip: false,
        extension: '',
        buffer: { seconds: 1, megabytes: 1 },
        processor: { functionId: 'Function', functionArn: 'x', buffer: { seconds: 1, megabytes: 1 } },
      });
    }

    const S3 = { BucketARN: 'arn:aws:s3:::other', Prefix: 'x/' };

    test('a stream that is not in the template', () => {
      expect(() => forwarder({ Other: { ExtendedS3DestinationConfiguration: S3 } })).toThrow("Forwarder 'mine': its delivery stream 'Stream' is not in the template");
    });

    test('failed records that are kept elsewhere', () => {
      expect(() => forwarder({ Stream: { HttpEndpointDestinationConfiguration: DESTINATION } })).toThrow("looks for failed records at 'errors/forwarders/mine/'");
      const there = { ...DESTINATION, S3Configuration: { BucketARN: 'arn:aws:s3:::other', ErrorOutputPrefix: 'errors/forwarders/mine/!{firehose:error-output-type}/' } };
      expect(() => forwarder({ Stream: { HttpEndpointDestinationConfiguration: there } })).toThrow('keeps them elsewhere');
    });

    test.each([
      [{ ...S3, S3BackupMode: 'Enabled' }, "'S3BackupMode'"],
      [{ ...S3, Colour: 1 }, "'Colour'"],
      [{ ...S3, ProcessingConfiguration: { Enabled: false } }, "'ProcessingConfiguration'"],
      [{ ...S3, CompressionFormat: 'ZIP' }, "'ZIP'"],
    ])('a way to S3 with %j', (destination, message) => {
      expect(forwarder({ Stream: { ExtendedS3DestinationConfiguration: S3 } })).toHaveLength(1);
      expect(() => forwarder({ Stream: { ExtendedS3DestinationConfiguration: destination } })).toThrow(message);
    });

    test('another source, and another destination', () => {
      expect(() => forwarder({ Stream: { ExtendedS3DestinationConfiguration: S3, DeliveryStreamType: 'KinesisStreamAsSource' } })).toThrow('DirectPut');
      expect(() => forwarder({ Stream: { SplunkDestinationConfiguration: {} } })).toThrow('the preview knows no other destinations');
    });
  });
});
