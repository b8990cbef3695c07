import { App, CfnParameter, Duration, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { AccountRootPrincipal, Role, User } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { beforeEach, describe, expect, test } from 'vitest';
import { SAVED_QUERIES } from '../../src/catalog/queries';
import { RecordFormat } from '../../src/catalog/record-format';
import type { UsageCatalogProps } from '../../src/catalog/usage-catalog';
import { UsageCatalog } from '../../src/catalog/usage-catalog';
import { AccessLogColumn } from '../../src/record/access-log-column';
import { API_KEY_COLUMNS } from '../../src/record/api-keys';
import { PARTITION_COLUMNS } from '../../src/record/layout';
import { AccessLogSchema } from '../../src/record/schema';

const BUCKET = { 'Fn::GetAtt': ['Bucket83908E77', 'Arn'] };
const DATABASE = 'test_catalog_a94269f6';
const WORK_GROUP = 'Test-Catalog-WorkGroup-6A7C356D';

let stack: Stack;
let bucket: Bucket;

beforeEach(() => {
  stack = new Stack(new App(), 'Test');
  bucket = new Bucket(stack, 'Bucket');
});

function catalog(props: Partial<UsageCatalogProps> = {}): UsageCatalog {
  return new UsageCatalog(stack, 'Catalog', { bucket, ...props });
}

function synthesized(): Template {
  return Template.fromStack(stack);
}

function arn(service: string, resource: string) {
  return {
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:`, { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:${resource}`]],
  };
}

const glue = (resource: string) => arn('glue', resource);
const athena = (resource: string) => arn('athena', resource);
const objects = (prefix: string) => ({ 'Fn::Join': ['', [BUCKET, `/${prefix}*`]] });

function table(name: string) {
  const tables = Object.values(synthesized().findResources('AWS::Glue::Table', { Properties: { TableInput: { Name: name } } }));
  expect(tables).toHaveLength(1);
  return tables[0].Properties;
}

describe('table logs', () => {
  test('is declared over the objects under logs/, as Parquet, with Athena finding the partitions by itself', () => {
    catalog();
    expect(table('logs')).toEqual({
      CatalogId: { Ref: 'AWS::AccountId' },
      DatabaseName: DATABASE,
      TableInput: {
        Name: 'logs',
        Description: expect.stringContaining('Filter on year and month'),
        TableType: 'EXTERNAL_TABLE',
        PartitionKeys: ['year', 'month', 'day', 'hour'].map((Name) => ({ Name, Type: 'string', Comment: expect.any(String) })),
        Parameters: {
          'EXTERNAL': 'TRUE',
          'classification': 'parquet',
          'parquet.compression': 'SNAPPY',
          'projection.enabled': 'true',
          'projection.year.type': 'integer',
          'projection.year.range': '2024,2049',
          'projection.month.type': 'integer',
          'projection.month.range': '1,12',
          'projection.month.digits': '2',
          'projection.day.type': 'integer',
          'projection.day.range': '1,31',
          'projection.day.digits': '2',
          'projection.hour.type': 'integer',
          'projection.hour.range': '0,23',
          'projection.hour.digits': '2',
        },
        StorageDescriptor: {
          Location: { 'Fn::Join': ['', ['s3://', { Ref: 'Bucket83908E77' }, '/logs/']] },
          InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          SerdeInfo: {
            SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
            Parameters: { 'serialization.format': '1' },
          },
          Columns: new AccessLogSchema()._delivered().map(({ name, type, description }) => ({ Name: name, Type: type, Comment: description })),
        },
      },
    });
  });

  test('is over GZIP JSON on request', () => {
    catalog({ recordFormat: RecordFormat.JSON });
    expect(table('logs').TableInput).toMatchObject({
      Parameters: { 'classification': 'json', 'compressionType': 'gzip', 'projection.enabled': 'true' },
      StorageDescriptor: {
        Compressed: true,
        InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        SerdeInfo: { SerializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe' },
      },
    });
  });

  test('gets columns that are added to the schema later', () => {
    const { schema } = catalog();
    schema.addColumn(AccessLogColumn.integer('seats', '$context.authorizer.seats'));
    expect(table('logs').TableInput.StorageDescriptor.Columns).toContainEqual({ Name: 'seats', Type: 'int', Comment: 'From `$context.authorizer.seats`' });
  });

  test('shares the schema that it is given', () => {
    const schema = new AccessLogSchema([AccessLogColumn.string('tenant', '$context.authorizer.tenant')]);
    expect(catalog({ schema }).schema).toBe(schema);
    expect(table('logs').TableInput.StorageDescriptor.Columns).toContainEqual(expect.objectContaining({ Name: 'tenant' }));
  });

  test('projects each of its partition columns, each name as the delivery writes it', () => {
    catalog();
    const parameters = table('logs').TableInput.Parameters;
    PARTITION_COLUMNS.forEach(({ name }) => expect(parameters[`projection.${name}.type`]).toBe('integer'));
  });

  test('comments are within the 255 characters that Glue takes', () => {
    [...new AccessLogSchema()._delivered(), ...API_KEY_COLUMNS].forEach(({ name, description }) => {
      expect(description.length, name).toBeLessThanOrEqual(255);
    });
    const { schema } = catalog();
    schema.addColumn(AccessLogColumn.string('deep', `$context.authorizer.${'a'.repeat(300)}`));
    const columns: { Name: string; Comment: string }[] = table('logs').TableInput.StorageDescriptor.Columns;
    expect(columns.find(({ Name }) => Name === 'deep')!.Comment).toHaveLength(255);
  });
});

test('table api_keys is declared over the one NDJSON file of the directory', () => {
  catalog();
  expect(table('api_keys')).toEqual({
    CatalogId: { Ref: 'AWS::AccountId' },
    DatabaseName: DATABASE,
    TableInput: {
      Name: 'api_keys',
      Description: expect.stringContaining('Holds no key values'),
      TableType: 'EXTERNAL_TABLE',
      Parameters: { EXTERNAL: 'TRUE', classification: 'json' },
      StorageDescriptor: {
        Location: { 'Fn::Join': ['', ['s3://', { Ref: 'Bucket83908E77' }, '/directory/api_keys/']] },
        InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        SerdeInfo: { SerializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe', Parameters: { 'serialization.format': '1' } },
        Columns: API_KEY_COLUMNS.map(({ name, type, description }) => ({ Name: name, Type: type, Comment: description })),
      },
    },
  });
});

describe('names', () => {
  test('are literal, unique by the place in the app, and say it', () => {
    const one = catalog();
    const other = new UsageCatalog(stack, 'Other', { bucket });
    expect(one.databaseName).toBe(DATABASE);
    expect(one.workGroupName).toBe(WORK_GROUP);
    expect(one.logsTableName).toBe('logs');
    expect(one.apiKeysTableName).toBe('api_keys');
    expect(other.databaseName).not.toBe(one.databaseName);
    expect(other.workGroupName).not.toBe(one.workGroupName);
  });

  test('stay within the limits for a stack with a long name', () => {
    const long = new Stack(new App(), `A${'b'.repeat(127)}`);
    const { databaseName, workGroupName } = new UsageCatalog(long, 'Catalog'.repeat(20), { bucket: new Bucket(long, 'Bucket') });
    expect(databaseName).toMatch(/^[a-z][a-z0-9_]{1,63}$/);
    expect(workGroupName).toMatch(/^[A-Za-z0-9-]{1,128}$/);
  });

  test('a database name can be given, and reaches tables, crawler and queries', () => {
    catalog({ databaseName: 'api_usage' });
    const template = synthesized();
    template.hasResourceProperties('AWS::Glue::Database', { DatabaseInput: { Name: 'api_usage' } });
    template.allResourcesProperties('AWS::Glue::Table', { DatabaseName: 'api_usage' });
    template.hasResourceProperties('AWS::Glue::Crawler', { Targets: { CatalogTargets: [{ DatabaseName: 'api_usage', Tables: ['logs'] }] } });
    template.allResourcesProperties('AWS::Athena::NamedQuery', { Database: 'api_usage', QueryString: Match.stringLikeRegexp('"api_usage"\\."') });
  });

  test('a database name that is a token passes', () => {
    const name = new CfnParameter(stack, 'Name').valueAsString;
    expect(catalog({ databaseName: name }).databaseName).toBe(name);
    expect(table('logs').DatabaseName).toEqual({ Ref: 'Name' });
  });

  test.each(['Api_Usage', 'api-usage', '', 'a'.repeat(256), 'api usage'])('fails for the database name %j, which Athena cannot read', (databaseName) => {
    expect(() => catalog({ databaseName })).toThrow(`Test/Catalog: 'databaseName' is '${databaseName}', but`);
  });
});

test('logical ids are pinned: another id replaces what is deployed', () => {
  catalog();
  const ids = (type: string) => Object.keys(synthesized().findResources(type)).sort();
  expect(ids('AWS::Glue::Database')).toEqual(['CatalogDatabaseE63956BB']);
  expect(ids('AWS::Glue::Table')).toEqual(['CatalogApiKeysTableE114C3B1', 'CatalogLogsTableBE93BDC8']);
  expect(ids('AWS::Athena::WorkGroup')).toEqual(['CatalogWorkGroup563E78A2']);
  expect(ids('AWS::Glue::Crawler')).toEqual(['CatalogCrawler965768F0']);
});

describe('crawler', () => {
  test('registers partitions every night and changes nothing that is declared', () => {
    catalog();
    const [crawler] = Object.values(synthesized().findResources('AWS::Glue::Crawler'));
    const { Configuration, ...properties } = crawler.Properties;
    expect(properties).toEqual({
      Name: 'Test-Catalog-Crawler-CC7A37F1',
      Description: expect.any(String),
      Role: { 'Fn::GetAtt': ['CatalogCrawlerRole57041F39', 'Arn'] },
      DatabaseName: DATABASE,
      Targets: { CatalogTargets: [{ DatabaseName: DATABASE, Tables: ['logs'] }] },
      Schedule: { ScheduleExpression: 'cron(30 2 * * ? *)' },
      SchemaChangePolicy: { UpdateBehavior: 'LOG', DeleteBehavior: 'LOG' },
      RecrawlPolicy: { RecrawlBehavior: 'CRAWL_EVERYTHING' },
    });
    expect(JSON.parse(Configuration)).toEqual({
      Version: 1,
      CrawlerOutput: { Partitions: { AddOrUpdateBehavior: 'InheritFromTable' } },
      Grouping: { TableGroupingPolicy: 'CombineCompatibleSchemas' },
      CreatePartitionIndex: false,
    });
    expect(crawler.DependsOn).toContain('CatalogLogsTableBE93BDC8');
  });

  const role = () => Object.values(synthesized().findResources('AWS::IAM::Role'))[0].Properties;
  const log = (resource: string) => arn('logs', `log-group:/aws-glue/crawlers:${resource}`);
  const statements = [
    {
      Effect: 'Allow',
      Action: [
        'glue:GetDatabase', 'glue:GetTable', 'glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition',
        'glue:CreatePartition', 'glue:BatchCreatePartition', 'glue:UpdatePartition', 'glue:BatchUpdatePartition',
      ],
      Resource: [glue('catalog'), glue(`database/${DATABASE}`), glue(`table/${DATABASE}/logs`), glue(`table/${DATABASE}/logs_*`)],
    },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: objects('logs/') },
    { Effect: 'Allow', Action: ['logs:CreateLogGroup', 'logs:CreateLogStream'], Resource: log('*') },
    { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: log('log-stream:Test-Catalog-Crawler-CC7A37F1') },
  ];

  test('may read the records, write partitions and its own log, and not touch a table', () => {
    catalog();
    expect(role()).toEqual({
      Description: expect.any(String),
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'glue.amazonaws.com' } }],
      },
      Policies: [{ PolicyName: 'RegisterPartitions', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
    });
  });

  test('may decrypt with the key of the bucket, where there is one', () => {
    bucket = new Bucket(stack, 'Encrypted', { encryptionKey: new Key(stack, 'Key') });
    catalog();
    expect(role().Policies[0].PolicyDocument.Statement).toContainEqual(
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] } });
  });

  test('runs when it is told to', () => {
    catalog({ crawlerSchedule: Schedule.cron({ minute: '0', hour: '*/6' }) });
    synthesized().hasResourceProperties('AWS::Glue::Crawler', { Schedule: { ScheduleExpression: 'cron(0 */6 * * ? *)' } });
  });

  test('can be left out, with its role', () => {
    catalog({ crawler: false });
    synthesized().resourceCountIs('AWS::Glue::Crawler', 0);
    synthesized().resourceCountIs('AWS::IAM::Role', 0);
    synthesized().resourceCountIs('AWS::Glue::Table', 2);
  });

  test('fails for a rate, which Glue does not know', () => {
    expect(() => catalog({ crawlerSchedule: Schedule.rate(Duration.hours(6)) }))
      .toThrow("Test/Catalog: 'crawlerSchedule' is 'rate(6 hours)', but a Glue crawler takes cron expressions only; use events.Schedule.cron()");
  });

  test('fails for a schedule without a crawler', () => {
    expect(() => catalog({ crawler: false, crawlerSchedule: Schedule.cron({ hour: '3', minute: '0' }) }))
      .toThrow("Test/Catalog: 'crawlerSchedule' is 'cron(0 3 * * ? *)' while 'crawler' is false");
  });

  test('a schedule that is a token passes', () => {
    catalog({ crawlerSchedule: Schedule.expression(new CfnParameter(stack, 'When').valueAsString) });
    synthesized().hasResourceProperties('AWS::Glue::Crawler', { Schedule: { ScheduleExpression: { Ref: 'When' } } });
  });
});

describe('work group', () => {
  const properties = () => Object.values(synthesized().findResources('AWS::Athena::WorkGroup'))[0].Properties;
  const results = { 'Fn::Join': ['', ['s3://', expect.anything(), '/athena/']] };

  test('fixes where results go, encrypts them, and ends queries that read over 100 GiB', () => {
    catalog();
    expect(properties()).toEqual({
      Name: WORK_GROUP,
      Description: expect.any(String),
      RecursiveDeleteOption: true,
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        PublishCloudWatchMetricsEnabled: true,
        BytesScannedCutoffPerQuery: 107_374_182_400,
        ResultConfiguration: { OutputLocation: results, EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
      },
    });
  });

  test('encrypts results with the key of the bucket, where there is one', () => {
    bucket = new Bucket(stack, 'Encrypted', { encryptionKey: new Key(stack, 'Key') });
    catalog();
    expect(properties().WorkGroupConfiguration.ResultConfiguration).toEqual({
      OutputLocation: results,
      EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] } },
    });
  });

  test('takes a limit of its least, 10 MB', () => {
    catalog({ bytesScannedLimit: Size.bytes(10_000_000) });
    expect(properties().WorkGroupConfiguration.BytesScannedCutoffPerQuery).toBe(10_000_000);
  });

  test('fails for a limit below 10 MB', () => {
    expect(() => catalog({ bytesScannedLimit: Size.mebibytes(9) }))
      .toThrow("Test/Catalog: 'bytesScannedLimit' is 9437184 bytes, but Athena takes no limit below 10000000; give at least Size.mebibytes(10)");
  });

  test('a limit that is a token passes', () => {
    catalog({ bytesScannedLimit: Size.bytes(new CfnParameter(stack, 'Limit', { type: 'Number' }).valueAsNumber) });
    expect(properties().WorkGroupConfiguration.BytesScannedCutoffPerQuery).toEqual({ Ref: 'Limit' });
  });
});

test('saved queries are made after the tables and the work group that they are for', () => {
  catalog();
  const queries = Object.values(synthesized().findResources('AWS::Athena::NamedQuery'));
  expect(queries.map(({ Properties }) => Properties.Name).sort()).toEqual(SAVED_QUERIES.map(({ name }) => name).sort());
  queries.forEach(({ Properties, DependsOn }) => {
    expect(Properties.WorkGroup).toBe(WORK_GROUP);
    expect(Properties.Name.length).toBeLessThanOrEqual(128);
    expect(DependsOn).toEqual(['CatalogApiKeysTableE114C3B1', 'CatalogLogsTableBE93BDC8', 'CatalogWorkGroup563E78A2']);
  });
});

describe('whoever may query', () => {
  const query = [
    {
      Effect: 'Allow',
      Action: [
        'athena:BatchGetQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:GetQueryResultsStream',
        'athena:GetWorkGroup', 'athena:ListQueryExecutions', 'athena:StartQueryExecution', 'athena:StopQueryExecution',
      ],
      Resource: athena(`workgroup/${WORK_GROUP}`),
    },
    {
      Effect: 'Allow',
      Action: ['athena:GetDataCatalog', 'athena:GetDatabase', 'athena:GetTableMetadata', 'athena:ListDatabases', 'athena:ListTableMetadata'],
      Resource: athena('datacatalog/AwsDataCatalog'),
    },
    { Effect: 'Allow', Action: 'athena:ListDataCatalogs', Resource: '*' },
    {
      Effect: 'Allow',
      Action: [
        'glue:BatchGetPartition', 'glue:GetDatabase', 'glue:GetDatabases', 'glue:GetPartition', 'glue:GetPartitions',
        'glue:GetTable', 'glue:GetTables',
      ],
      Resource: [glue('catalog'), glue('database/default'), glue(`database/${DATABASE}`), glue(`table/${DATABASE}/*`)],
    },
    { Effect: 'Allow', Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], Resource: BUCKET },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: [objects('logs/'), objects('directory/api_keys/')] },
    { Effect: 'Allow', Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'], Resource: objects('athena/') },
  ];
  const console = [
    {
      Effect: 'Allow',
      Action: ['athena:BatchGetNamedQuery', 'athena:GetNamedQuery', 'athena:ListNamedQueries'],
      Resource: athena(`workgroup/${WORK_GROUP}`),
    },
    { Effect: 'Allow', Action: 'athena:ListWorkGroups', Resource: '*' },
  ];

  test('may run queries over both tables, read and write results, and find the saved queries; nothing else', () => {
    const grant = catalog({ crawler: false }).grantQuery(new User(stack, 'Analyst'));
    expect(grant.success).toBe(true);
    const [policy] = Object.values(synthesized().findResources('AWS::IAM::Policy'));
    expect(policy.Properties.PolicyDocument.Statement).toEqual([...query, ...console]);
  });

  test('a role can hold what it takes from the beginning', () => {
    const statements = catalog()._queryStatements();
    expect(stack.resolve(statements.map((statement) => statement.toStatementJson()))).toEqual(query);
  });

  test('may use the key of the bucket, where there is one', () => {
    bucket = new Bucket(stack, 'Encrypted', { encryptionKey: new Key(stack, 'Key') });
    const statements = catalog()._queryStatements();
    expect(stack.resolve(statements.at(-1)!.toStatementJson())).toEqual(
      { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] } });
  });

  test('an imported role gets a policy of its own', () => {
    catalog().grantQuery(Role.fromRoleName(stack, 'Imported', 'analysts'));
    synthesized().hasResourceProperties('AWS::IAM::Policy', { Roles: ['analysts'] });
  });
});

test('works in any partition, account and region: nothing of them is written out', () => {
  catalog().grantQuery(new Role(stack, 'Analyst', { assumedBy: new AccountRootPrincipal() }));
  expect(JSON.stringify(synthesized().toJSON())).not.toMatch(/arn:aws|AWSGlueServiceRole/);
});

test('a bucket of another stack works', () => {
  const other = new Stack(stack.node.root as App, 'Storage');
  bucket = new Bucket(other, 'Bucket');
  catalog();
  expect(table('logs').TableInput.StorageDescriptor.Location).toEqual(
    { 'Fn::Join': ['', ['s3://', { 'Fn::ImportValue': expect.stringContaining('Storage:') }, '/logs/']] });
});

test('an imported bucket works', () => {
  catalog({ bucket: Bucket.fromBucketName(stack, 'Imported', 'logs-of-us') });
  expect(table('logs').TableInput.StorageDescriptor.Location).toBe('s3://logs-of-us/logs/');
});
