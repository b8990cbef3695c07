/**
 * Where QuickSight takes the figures of a dashboard from.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/user/spice.html
 */
export enum DatasetImportMode {
  /**
   * Each view of the dashboard queries Athena. It is as fresh as the delivered records, and costs
   * what Athena scans: for small and medium APIs.
   */
  DIRECT_QUERY = 'DIRECT_QUERY',
  /**
   * QuickSight keeps a copy in SPICE, its in-memory store. It answers at
   * once, however many people look: for large APIs. It takes SPICE capacity, which belongs to an account and
   * region: outside of the account's home region there is none until it is bought.
   *
   * Every hour `usage_hourly` and `requests` take in what has arrived, and datasets of your own are read anew; `customers` is read anew every six
   * hours (at 2, 8, 14 and 20 o'clock UTC), `latency_daily` once a day. Names and plans that change or become known later reach hours of more than two days ago once a week: until
   * then a customer whose shown name has changed stands under both names.
   */
  SPICE = 'SPICE',
}
