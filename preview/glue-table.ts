import type { Template } from './template';

/** A column with its type in DuckDB. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  /** The type as Glue has it. */
  readonly glueType: string;
}

/** A Glue table of the template. */
export interface GlueTable {
  readonly database: string;
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly partitions: readonly TableColumn[];
  readonly format: 'parquet' | 'json';
  /** The bucket and the keys' beginning, from the table's location. */
  readonly bucket: string;
  readonly prefix: string;
}

interface TableInput {
  readonly Name: string;
  readonly PartitionKeys?: GlueColumn[];
  readonly StorageDescriptor: {
    readonly Columns: GlueColumn[];
    readonly Location: string;
    readonly SerdeInfo: { readonly SerializationLibrary: string };
  };
}

interface GlueColumn {
  readonly Name: string;
  readonly Type: string;
}

const DUCKDB_TYPES: Record<string, string> = {
  'string': 'VARCHAR',
  'int': 'INTEGER',
  'bigint': 'BIGINT',
  'double': 'DOUBLE',
  'boolean': 'BOOLEAN',
  'timestamp': 'TIMESTAMP',
  'date': 'DATE',
  'array<string>': 'VARCHAR[]',
};

/** All Glue tables of a template. */
export function glueTables(template: Template): GlueTable[] {
  return template.resourcesOfType('AWS::Glue::Table').map(({ id, properties }) => {
    const { DatabaseName, TableInput: table } = template.resolve<{ DatabaseName: string; TableInput: TableInput }>(properties);
    const { Columns, Location, SerdeInfo } = table.StorageDescriptor;
    const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(Location) ?? fail(`Glue table '${id}': its location '${Location}' is not in S3`);
    return {
      database: DatabaseName,
      name: table.Name,
      columns: Columns.map((column) => duckdbColumn(id, column)),
      partitions: (table.PartitionKeys ?? []).map((column) => duckdbColumn(id, column)),
      format: formatOf(id, SerdeInfo.SerializationLibrary),
      bucket,
      prefix,
    };
  });
}

function duckdbColumn(table: string, { Name, Type }: GlueColumn): TableColumn {
  const type = DUCKDB_TYPES[Type.toLowerCase()];
  return { name: Name, glueType: Type, type: type ?? fail(`Glue table '${table}': the preview does not know the type '${Type}' of column '${Name}'`) };
}

function formatOf(table: string, serde: string): GlueTable['format'] {
  switch (serde) {
    case 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe':
      return 'parquet';
    case 'org.openx.data.jsonserde.JsonSerDe':
    case 'org.apache.hive.hcatalog.data.JsonSerDe':
      return 'json';
    default:
      return fail(`Glue table '${table}': the preview does not know the SerDe '${serde}'`);
  }
}

function fail(message: string): never {
  throw new Error(message);
}
