import { Aws } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { API_KEYS_TABLE } from './names';
import { JSON_LINES } from './storage';
import { tableColumns } from './table-columns';
import { API_KEY_COLUMNS } from '../record/api-keys';
import { API_KEYS_PREFIX } from '../record/layout';

export interface ApiKeysTableProps {
  readonly databaseName: string;
  readonly bucket: IBucket;
}

/** One row an API key and usage plan: the directory as it is now. */
export class ApiKeysTable extends Construct {
  constructor(scope: Construct, id: string, { databaseName, bucket }: ApiKeysTableProps) {
    super(scope, id);
    new CfnTable(this, 'Resource', {
      catalogId: Aws.ACCOUNT_ID,
      databaseName,
      tableInput: {
        name: API_KEYS_TABLE,
        description: 'API keys and usage plans of Amazon API Gateway as they are now, one row for each pair. Holds no key values.',
        tableType: 'EXTERNAL_TABLE',
        parameters: { EXTERNAL: 'TRUE', classification: 'json' },
        storageDescriptor: {
          ...JSON_LINES,
          location: bucket.s3UrlForObject(API_KEYS_PREFIX),
          columns: tableColumns(API_KEY_COLUMNS),
        },
      },
    });
  }
}
