import type { CfnTable } from 'aws-cdk-lib/aws-glue';
import { RecordFormat } from './record-format';

/** What the two SerDes of a table differ in. */
export interface Storage {
  readonly descriptor: CfnTable.StorageDescriptorProperty;
  readonly parameters: Record<string, string>;
}

/** Text, one JSON object a line. */
export const JSON_LINES: CfnTable.StorageDescriptorProperty = {
  inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  serdeInfo: {
    serializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe',
    parameters: { 'serialization.format': '1' },
  },
};

const PARQUET: CfnTable.StorageDescriptorProperty = {
  inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  serdeInfo: {
    serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    parameters: { 'serialization.format': '1' },
  },
};

/** How Glue is told of a record format. */
export function storageOf(format: RecordFormat): Storage {
  switch (format) {
    case RecordFormat.PARQUET:
      return { descriptor: PARQUET, parameters: { 'classification': 'parquet', 'parquet.compression': 'SNAPPY' } };
    case RecordFormat.JSON:
      return { descriptor: { ...JSON_LINES, compressed: true }, parameters: { classification: 'json', compressionType: 'gzip' } };
  }
}
