import { Aws, Lazy } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { LOGS_TABLE } from './names';
import type { RecordFormat } from './record-format';
import { storageOf } from './storage';
import { tableColumns } from './table-columns';
import { PARTITION_COLUMNS } from '../record/layout';
import type { AccessLogSchema } from '../record/schema';

/**
 * The partitions that Athena works out by itself instead of looking them up: all names
 * that the delivery can give. Outside the range of years there are no rows, and no error.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
const PROJECTION: Record<string, string> = {
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
};

export interface LogsTableProps {
  readonly databaseName: string;
  readonly bucket: IBucket;
  readonly logsPrefix: string;
  readonly schema: AccessLogSchema;
  readonly recordFormat: RecordFormat;
}

/** One row a delivered record. */
export class LogsTable extends Construct {
  public readonly table: CfnTable;

  constructor(scope: Construct, id: string, { databaseName, bucket, logsPrefix, schema, recordFormat }: LogsTableProps) {
    super(scope, id);
    const { descriptor, parameters } = storageOf(recordFormat);
    this.table = new CfnTable(this, 'Resource', {
      catalogId: Aws.ACCOUNT_ID,
      databaseName,
      tableInput: {
        name: LOGS_TABLE,
        description: 'Access log of Amazon API Gateway, with the customer and the usage plan of each request. Filter on year and month.',
        tableType: 'EXTERNAL_TABLE',
        partitionKeys: tableColumns(PARTITION_COLUMNS),
        parameters: { EXTERNAL: 'TRUE', ...parameters, ...PROJECTION },
        storageDescriptor: {
          ...descriptor,
          location: bucket.s3UrlForObject(logsPrefix),
          // columns can be added to the schema after the table is made
          columns: Lazy.any({ produce: () => tableColumns(schema._delivered()) }),
        },
      },
    });
  }
}
