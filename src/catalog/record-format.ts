/** How records are stored in the bucket. */
export enum RecordFormat {
  /**
   * Apache Parquet, compressed with Snappy: a query reads the columns that it names and no others,
   * and Athena bills no more than that. Firehose converts the records, which adds
   * a charge by volume, and collects at least 64 MB or the buffering interval for an object.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
   */
  PARQUET = 'PARQUET',

  /**
   * One JSON object a line, compressed with GZIP: readable without tools, and for other
   * readers of the bucket. A query reads whole objects.
   *
   * @see https://docs.aws.amazon.com/athena/latest/ug/hive-json-serde.html
   */
  JSON = 'JSON',
}
