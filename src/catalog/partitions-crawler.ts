import { ArnFormat, Names, Stack, Token } from 'aws-cdk-lib';
import type { Schedule } from 'aws-cdk-lib/aws-events';
import { CfnCrawler } from 'aws-cdk-lib/aws-glue';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { LOGS_TABLE } from './names';

/** All crawlers of an account and region write here. */
const LOG_GROUP = '/aws-glue/crawlers';

/**
 * Registers the partitions, and changes nothing else. Partitions take over the declared
 * columns, and an index is left out because making one takes the right to update the table.
 */
const CONFIGURATION = {
  Version: 1.0,
  CrawlerOutput: { Partitions: { AddOrUpdateBehavior: 'InheritFromTable' } },
  Grouping: { TableGroupingPolicy: 'CombineCompatibleSchemas' },
  CreatePartitionIndex: false,
};

export interface PartitionsCrawlerProps {
  readonly databaseName: string;
  readonly bucket: IBucket;
  readonly logsPrefix: string;
  readonly schedule: Schedule;
}

/** Registers the partitions of the table `logs` for engines that do not know Athena's projection. */
export class PartitionsCrawler extends Construct {
  /** Known at synthesis. */
  public readonly crawlerName: string;

  constructor(scope: Construct, id: string, props: PartitionsCrawlerProps) {
    super(scope, id);
    const { databaseName, schedule } = props;
    if (!Token.isUnresolved(schedule.expressionString) && !schedule.expressionString.startsWith('cron(')) {
      throw new Error(`${scope.node.path}: 'crawlerSchedule' is '${schedule.expressionString}', but a Glue crawler takes cron expressions only; use events.Schedule.cron(), as in one with 'minute' 30 and 'hour' 2`);
    }
    const name = Names.uniqueResourceName(this, { maxLength: 255, separator: '-' });
    this.crawlerName = name;
    const role = new Role(this, 'Role', {
      description: 'Lets the Glue crawler register partitions, and nothing else in the catalog',
      assumedBy: new ServicePrincipal('glue.amazonaws.com'),
      inlinePolicies: { RegisterPartitions: new PolicyDocument({ statements: this.statements(props, name) }) },
    });
    new CfnCrawler(this, 'Resource', {
      name,
      description: 'Registers the partitions of the access logs for engines that do not know partition projection',
      role: role.roleArn,
      databaseName,
      targets: { catalogTargets: [{ databaseName, tables: [LOGS_TABLE] }] },
      schedule: { scheduleExpression: schedule.expressionString },
      schemaChangePolicy: { updateBehavior: 'LOG', deleteBehavior: 'LOG' },
      recrawlPolicy: { recrawlBehavior: 'CRAWL_EVERYTHING' },
      configuration: JSON.stringify(CONFIGURATION),
    });
  }

  /** No right to make or to update a table: the declared columns and the projection cannot get lost. */
  private statements({ databaseName, bucket, logsPrefix }: PartitionsCrawlerProps, name: string): PolicyStatement[] {
    const glue = (resource: string, resourceName?: string) => Stack.of(this).formatArn({ service: 'glue', resource, resourceName });
    const logs = (resourceName: string) => Stack.of(this).formatArn({
      service: 'logs', resource: 'log-group', resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const table = `${databaseName}/${LOGS_TABLE}`;
    return [
      new PolicyStatement({
        actions: [
          'glue:GetDatabase', 'glue:GetTable', 'glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition',
          'glue:CreatePartition', 'glue:BatchCreatePartition', 'glue:UpdatePartition', 'glue:BatchUpdatePartition',
        ],
        // a crawler also looks for tables of the names that it would give by itself: the folder's, and that with a suffix
        resources: [glue('catalog'), glue('database', databaseName), glue('table', table), glue('table', `${table}_*`)],
      }),
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects(`${logsPrefix}*`)] }),
      ...bucket.encryptionKey ? [new PolicyStatement({ actions: ['kms:Decrypt'], resources: [bucket.encryptionKey.keyArn] })] : [],
      new PolicyStatement({ actions: ['logs:CreateLogGroup', 'logs:CreateLogStream'], resources: [logs(`${LOG_GROUP}:*`)] }),
      new PolicyStatement({ actions: ['logs:PutLogEvents'], resources: [logs(`${LOG_GROUP}:log-stream:${name}`)] }),
    ];
  }
}
