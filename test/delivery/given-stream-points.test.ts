import { App, Aws, CfnDynamicReference, CfnDynamicReferenceService, CfnParameter, CfnResource, Fn, Lazy, Stack, TimeZone } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { ARN, destinationOf, ERRORS, extended, Parts, partsIn, PREFIX, problemsOf, resourceOf, streamIn, synthesisOf, toParquet } from './own-stream';
import { AccessLogDeliveryStream, RecordFormat, UsageCatalog } from '../../src';

describe('a stream that is made in this app', () => {
  const inDestination = (props: firehose.S3BucketProps) =>
    (stack: Stack, parts: Parts) => streamIn(stack, parts, { destination: destinationOf(parts, props) });
  const overridden = (path: string, value: unknown) => (stack: Stack, parts: Parts) => {
    const stream = streamIn(stack, parts);
    resourceOf(stream).addPropertyOverride(path, value);
    return stream;
  };
  const transformed = "and the table needs what the enrichment makes of them; give it a firehose.LambdaFunctionProcessor with the function of Stack/Enrichment ('enrichment.function')";
  const toTable = 'set its dataFormatConversion to Parquet by the table \'logs\' of Stack/Catalog';

  test.each([RecordFormat.PARQUET, RecordFormat.JSON])('passes with %s, where it is as it should be', (recordFormat) => {
    expect(problemsOf(streamIn, { recordFormat })).toEqual([]);
  });

  test('passes where folders are called otherwise, on both sides', () => {
    const streamOf = inDestination({ dataOutputPrefix: `usage/${PREFIX}`, errorOutputPrefix: `usage/${ERRORS}` });
    expect(problemsOf((stack, parts) => streamOf(stack, parts), { catalog: undefined, logsPrefix: 'usage/logs/', errorsPrefix: 'usage/errors/' })).toEqual([]);
  });

  test.each<[string, (stack: Stack, parts: Parts) => firehose.IDeliveryStream, string, RecordFormat?]>([
    ['with a source', (stack, parts) => streamIn(stack, parts, { source: new firehose.KinesisStreamSource(new kinesis.Stream(stack, 'Source')) }),
      'takes its records by \'KinesisStreamAsSource\', and API Gateway can only put them itself (DirectPut); make the delivery stream without a source'],
    ['with a source and no type', (stack, parts) => {
      const stream = streamIn(stack, parts);
      resourceOf(stream).deliveryStreamType = undefined;
      resourceOf(stream).mskSourceConfiguration = { authenticationConfiguration: { connectivity: 'PUBLIC', roleArn: 'x' }, mskClusterArn: 'x', topicName: 'x' };
      return stream;
    }, 'takes its records by \'MSKSourceConfiguration\', and API Gateway can only put them itself (DirectPut); make the delivery stream without a source'],
    ['of another destination', (stack, parts) => {
      const stream = streamIn(stack, parts);
      resourceOf(stream).s3DestinationConfiguration = { bucketArn: parts.bucket.bucketArn, roleArn: 'x' };
      resourceOf(stream).extendedS3DestinationConfiguration = undefined;
      return stream;
    }, 'delivers by \'S3DestinationConfiguration\', and the records are read from S3, in folders by the hour; give it the bucket as its destination, as firehose.S3Bucket (ExtendedS3DestinationConfiguration)'],
    ['that delivers to another bucket', (stack, parts) => streamIn(stack, parts, { destination: destinationOf(parts, {}, new s3.Bucket(stack, 'There')) }),
      'delivers to the bucket Stack/There, and the records are read from Stack/Bucket; give both the same bucket'],
    ['that delivers to a bucket of another name', (stack, parts) => streamIn(stack, parts, { destination: destinationOf(parts, {}, s3.Bucket.fromBucketName(stack, 'There', 'there')) }),
      'delivers to the bucket \'there\', and the records are read from Stack/Bucket; give both the same bucket'],
    ['of another prefix', inDestination({ dataOutputPrefix: PREFIX.replace('yyyy', 'YYYY') }),
      `writes records to '${PREFIX.replace('yyyy', 'YYYY')}', and the table reads them by '${PREFIX}'; set its prefix (dataOutputPrefix) to that`],
    ['without a prefix', inDestination({ dataOutputPrefix: undefined }),
      `has no prefix for records, and the table reads them by '${PREFIX}'; set its prefix (dataOutputPrefix) to that`],
    ['of another error prefix', inDestination({ errorOutputPrefix: `failed/${ERRORS}` }),
      `writes failed records to 'failed/${ERRORS}', and they are expected below 'errors/', by !{firehose:error-output-type}; set its errorOutputPrefix, as in '${ERRORS}'`],
    ['of an error prefix without kinds', overridden('ExtendedS3DestinationConfiguration.ErrorOutputPrefix', 'errors/logs/'),
      `writes failed records to 'errors/logs/', and they are expected below 'errors/', by !{firehose:error-output-type}; set its errorOutputPrefix, as in '${ERRORS}'`],
    ['without an error prefix', overridden('ExtendedS3DestinationConfiguration.ErrorOutputPrefix', undefined),
      `has no prefix for failed records, and they are expected below 'errors/', by !{firehose:error-output-type}; set its errorOutputPrefix, as in '${ERRORS}'`],
    ['of another time zone', inDestination({ timeZone: TimeZone.EUROPE_BERLIN }),
      'counts hours in the time zone \'Europe/Berlin\', and the table counts them in UTC; leave its time zone out'],
    ['without a transformation', inDestination({ processors: [] }),
      `does not transform its records (ProcessingConfiguration is not enabled), ${transformed}`],
    ['with a transformation that is off', overridden('ExtendedS3DestinationConfiguration.ProcessingConfiguration.Enabled', false),
      `does not transform its records (ProcessingConfiguration is not enabled), ${transformed}`],
    ['with a processor of another kind', inDestination({ processors: [new firehose.AppendDelimiterToRecordProcessor()] }),
      `transforms its records by no function, ${transformed}`],
    ['with another function', (stack, parts) => {
      const code = lambda.Code.fromInline('exports.handler = () => {};');
      const other = new lambda.Function(stack, 'Mine', { code, handler: 'index.handler', runtime: lambda.Runtime.NODEJS_LATEST });
      return inDestination({ processors: [new firehose.LambdaFunctionProcessor(other)] })(stack, parts);
    }, `transforms its records by Stack/Mine, ${transformed}`],
    ['with a version of another function', (stack, parts) => {
      const { function: ours } = partsIn(new Stack(stack.node.root as App, 'Other')).enrichment;
      return inDestination({ processors: [new firehose.LambdaFunctionProcessor((ours as lambda.Function).latestVersion)] })(stack, parts);
    }, `transforms its records by Other/Enrichment/Function, ${transformed}`],
    ['with an imported function', (stack, parts) => {
      const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:mine';
      const other = lambda.Function.fromFunctionAttributes(stack, 'Mine', { functionArn, sameEnvironment: true });
      return inDestination({ processors: [new firehose.LambdaFunctionProcessor(other)] })(stack, parts);
    }, `transforms its records by 'arn:aws:lambda:eu-west-1:111122223333:function:mine', ${transformed}`],
    ['that does not convert', inDestination({ dataFormatConversion: undefined }),
      `does not convert its records, and the table of Stack/Catalog reads Parquet; ${toTable}, or make the catalog with RecordFormat.JSON`],
    ['whose conversion is off', overridden('ExtendedS3DestinationConfiguration.DataFormatConversionConfiguration.Enabled', false),
      `does not convert its records, and the table of Stack/Catalog reads Parquet; ${toTable}, or make the catalog with RecordFormat.JSON`],
    ['that converts to ORC', (stack, parts) => inDestination({ dataFormatConversion: { ...toParquet(parts), outputFormat: firehose.OutputFormat.ORC } })(stack, parts),
      `converts its records by 'OrcSerDe', and the table of Stack/Catalog reads Parquet; ${toTable}`],
    ['that converts by another table', (stack, parts) => {
      const other = new UsageCatalog(stack, 'Others', { bucket: parts.bucket, databaseName: 'others', crawler: false });
      return inDestination({ dataFormatConversion: toParquet({ ...parts, catalog: other }) })(stack, parts);
    }, `converts its records by the table 'others'.'logs', and drops what that does not declare; ${toTable}`],
    ['that converts by another table of the database', overridden('ExtendedS3DestinationConfiguration.DataFormatConversionConfiguration.SchemaConfiguration.TableName', 'mine'),
      expect.stringMatching(/^converts its records by the table '\w+'\.'mine', and drops/)],
    ['that converts by another table of a database that is not known', overridden('ExtendedS3DestinationConfiguration.DataFormatConversionConfiguration.SchemaConfiguration', {
      TableName: 'mine', DatabaseName: Fn.ref('Database'),
    }), expect.stringMatching(/^converts its records by the table \(known at deployment\)\.'mine', and drops/)],
    ['that converts to Parquet for a table of JSON', (stack, parts) => inDestination({ dataFormatConversion: toParquet(parts) })(stack, parts),
      'converts its records, and the table of Stack/Catalog reads JSON; leave its dataFormatConversion out, or make the catalog with RecordFormat.PARQUET',
      RecordFormat.JSON],
  ])('fails for one %s', (_, streamOf, point, recordFormat?: RecordFormat) => {
    const [problem, ...others] = problemsOf(streamOf, { recordFormat });
    expect(others).toEqual([]);
    expect(problem.split('[Stack/Delivery] the delivery stream Stack/Own ')).toEqual(['', point]);
  });

  test('passes with a source that is Direct PUT, and with a conversion that is off for a table of JSON', () => {
    expect(problemsOf(overridden('DirectPutSourceConfiguration', { ThroughputHintInMBs: 1 }))).toEqual([]);
    const off = (stack: Stack, parts: Parts) => inDestination({ dataFormatConversion: { ...toParquet(parts), enabled: false } })(stack, parts);
    expect(problemsOf(off, { recordFormat: RecordFormat.JSON })).toEqual([]);
  });

  test('fails for a conversion that nothing turns on or off, for a table of JSON', () => {
    expect(problemsOf((stack, parts) => {
      const stream = inDestination({ dataFormatConversion: toParquet(parts) })(stack, parts);
      resourceOf(stream).addPropertyDeletionOverride('ExtendedS3DestinationConfiguration.DataFormatConversionConfiguration.Enabled');
      return stream;
    }, { recordFormat: RecordFormat.JSON })).toEqual([expect.stringContaining('converts its records, and the table of Stack/Catalog reads JSON')]);
  });

  test('fails for all that is wrong at once', () => {
    const problems = problemsOf((stack, parts) => streamIn(stack, parts, {
      source: new firehose.KinesisStreamSource(new kinesis.Stream(stack, 'Source')),
      destination: new firehose.S3Bucket(new s3.Bucket(stack, 'There')),
    }));
    expect(problems).toHaveLength(6);
    expect(problems.join()).toMatch(/KinesisStreamAsSource.*bucket.*prefix for records.*prefix for failed.*transform.*convert/);
  });

  test('fails for a name that turns out to be another at the end', () => {
    expect(problemsOf((stack, parts) => streamIn(stack, parts, { deliveryStreamName: Lazy.string({ produce: () => 'orders' }) })))
      .toEqual([expect.stringContaining('the delivery stream Stack/Own is called \'orders\', and API Gateway logs only to streams whose names begin with \'amazon-apigateway-\'; call it so')]);
    expect(problemsOf((stack, parts) => streamIn(stack, parts, { deliveryStreamName: Lazy.string({ produce: () => undefined }) })))
      .toEqual([expect.stringContaining('has no name but the one that CloudFormation makes')]);
  });

  test('fails without a catalog for what concerns no table', () => {
    const streamOf = inDestination({ dataOutputPrefix: 'orders/', dataFormatConversion: undefined });
    expect(problemsOf(streamOf, { catalog: undefined })).toEqual([expect.stringContaining('writes records to \'orders/\'')]);
  });
});

describe('a stream that is completed after it is given', () => {
  const given = (complete: (stream: firehose.DeliveryStream, parts: Parts) => void) => {
    const stack = new Stack(new App(), 'Stack');
    const parts = partsIn(stack);
    const stream = streamIn(stack, parts, { destination: destinationOf(parts, { processors: [] }) });
    new AccessLogDeliveryStream(stack, 'Delivery', { ...parts, deliveryStream: stream });
    complete(stream, parts);
    return synthesisOf(stack);
  };
  const processor = ({ enrichment }: Parts, version = '') => ({
    type: 'Lambda', parameters: [{ parameterName: 'LambdaArn', parameterValue: enrichment.function.functionArn + version }],
  });

  test('fails where it is not', () => {
    expect(given(() => {})).toHaveLength(1);
  });

  test.each(['', ':$LATEST'])('passes with the function, called as%s', (version) => {
    expect(given((stream, parts) => {
      const processingConfiguration = { enabled: true, processors: [processor(parts, version)] };
      resourceOf(stream).extendedS3DestinationConfiguration = { ...extended(stream), processingConfiguration };
    })).toEqual([]);
  });

  test('passes by overrides', () => {
    expect(given((stream, { enrichment }) => resourceOf(stream).addPropertyOverride('ExtendedS3DestinationConfiguration.ProcessingConfiguration', {
      Enabled: true,
      Processors: [{ Type: 'Lambda', Parameters: [{ ParameterName: 'LambdaArn', ParameterValue: enrichment.function.functionArn }] }],
    }))).toEqual([]);
  });

  test('passes with an alias of the function', () => {
    expect(given((stream, parts) => {
      const alias = new lambda.Alias(stream, 'Live', { aliasName: 'live', version: parts.enrichment.function.latestVersion });
      const parameters = [{ parameterName: 'LambdaArn', parameterValue: alias.functionArn }];
      resourceOf(stream).extendedS3DestinationConfiguration = { ...extended(stream), processingConfiguration: { enabled: true, processors: [{ type: 'Lambda', parameters }] } };
    })).toEqual([]);
  });
});

describe('what is not known at synthesis', () => {
  const unknown = (stack: Stack, id = 'Unknown') => new CfnParameter(stack, id).valueAsString;

  test.each<[string, (stack: Stack) => string]>([
    ['parameters', unknown],
    ['references of your own', () => Fn.ref('Mine')],
    ['values of the parameter store', () => new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/mine').toString()],
  ])('passes: %s', (_, valueIn) => {
    expect(problemsOf((stack, parts) => {
      const name = valueIn(stack);
      const stream = streamIn(stack, parts, { deliveryStreamName: name });
      resourceOf(stream).deliveryStreamType = name;
      resourceOf(stream).extendedS3DestinationConfiguration = {
        bucketArn: name,
        roleArn: name,
        prefix: `${name}/`,
        errorOutputPrefix: name,
        customTimeZone: name,
        processingConfiguration: { enabled: true, processors: [{ type: 'Lambda', parameters: [{ parameterName: 'LambdaArn', parameterValue: name }] }] },
        dataFormatConversionConfiguration: { enabled: true, schemaConfiguration: { tableName: name, databaseName: name } },
      };
      return stream;
    })).toEqual([]);
  });

  test('passes, whole or in part', () => {
    for (const path of ['', '.ProcessingConfiguration', '.ProcessingConfiguration.Processors', '.DataFormatConversionConfiguration']) {
      expect(problemsOf((stack, parts) => {
        const stream = streamIn(stack, parts);
        resourceOf(stream).addPropertyDeletionOverride(`ExtendedS3DestinationConfiguration${path}`);
        resourceOf(stream).addPropertyOverride(`ExtendedS3DestinationConfiguration${path}`, { 'Fn::Transform': { Name: 'Mine' } });
        return stream;
      })).toEqual([]);
    }
    expect(problemsOf((stack, parts) => {
      const stream = streamIn(stack, parts);
      const { processingConfiguration, ...others } = extended(stream);
      const lazy = (value: unknown) => Lazy.any({ produce: () => value });
      resourceOf(stream).extendedS3DestinationConfiguration = lazy({ ...others, processingConfiguration: lazy(processingConfiguration) });
      return stream;
    })).toEqual([]);
    expect(problemsOf((stack, parts) => {
      const stream = streamIn(stack, parts);
      resourceOf(stream).addPropertyOverride('ExtendedS3DestinationConfiguration.DataFormatConversionConfiguration', { 'Fn::Transform': { Name: 'Mine' } });
      return stream;
    }, { recordFormat: RecordFormat.JSON })).toEqual([]);
  });

  test('passes for an imported stream, whatever it does', () => {
    for (const arn of [ARN, `arn:aws:firehose:${Aws.REGION}:${Aws.ACCOUNT_ID}:deliverystream/amazon-apigateway-own`]) {
      expect(problemsOf((stack) => firehose.DeliveryStream.fromDeliveryStreamArn(stack, 'Own', arn))).toEqual([]);
    }
    expect(problemsOf((stack) => firehose.DeliveryStream.fromDeliveryStreamArn(stack, 'Own', unknown(stack)))).toEqual([]);
  });
});

describe('a bucket, a function and a table of another stack', () => {
  const between = (streamOf: (stack: Stack, parts: Parts, app: App) => firehose.IDeliveryStream, bucketOf?: (stack: Stack) => s3.IBucket) => {
    const app = new App();
    const [stack, other] = [new Stack(app, 'Stack'), new Stack(app, 'Other')];
    const parts = partsIn(other, undefined, bucketOf?.(other));
    new AccessLogDeliveryStream(other, 'Delivery', { ...parts, deliveryStream: streamOf(stack, parts, app) });
    return synthesisOf(other);
  };

  test('are the same by reference', () => {
    expect(between((stack, parts) => streamIn(stack, parts))).toEqual([]);
  });

  test('are the same by name', () => {
    const imported = (stack: Stack, parts: Parts) => streamIn(stack, parts, { destination: destinationOf(parts, {}, s3.Bucket.fromBucketName(stack, 'Lake', 'lake')) });
    expect(between(imported, (stack) => new s3.Bucket(stack, 'Bucket', { bucketName: 'lake' }))).toEqual([]);
    expect(between(imported, (stack) => s3.Bucket.fromBucketArn(stack, 'Bucket', 'arn:aws-cn:s3:::lake'))).toEqual([]);
    const byNames = (databaseNameOf: (catalog: UsageCatalog) => string) => between((stack, parts) => {
      const stream = streamIn(stack, parts);
      const names = { DatabaseName: databaseNameOf(parts.catalog), TableName: parts.catalog.logsTableName };
      resourceOf(stream).addPropertyOverride('ExtendedS3DestinationConfiguration.DataFormatConversionConfiguration.SchemaConfiguration', names);
      return stream;
    });
    expect(byNames(({ databaseName }) => databaseName)).toEqual([]);
    expect(byNames(({ node }) => (node.findChild('Database') as CfnResource).ref)).toEqual([]);
  });

  test('are not, where they only have the same logical id', () => {
    const problems = between((stack, parts) => streamIn(stack, parts, { destination: destinationOf({ ...partsIn(stack), catalog: parts.catalog }) }));
    expect(problems).toEqual([
      expect.stringContaining('delivers to the bucket Stack/Bucket, and the records are read from Other/Bucket'),
      expect.stringContaining('transforms its records by Stack/Enrichment/Function'),
    ]);
  });
});
