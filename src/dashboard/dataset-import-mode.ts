/**
 * Where QuickSight takes the figures of a dashboard from.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/user/spice.html
 */
export enum DatasetImportMode {
  /**
   * Each view of the dashboard queries Athena. It is as fresh as the delivered records, and costs
   * what Athena reads: for dashboards that are opened now and then.
   */
  DIRECT_QUERY = 'DIRECT_QUERY',
  /**
   * QuickSight keeps a copy in SPICE, its in-memory store. It answers at
   * once, however many people look, and costs the same however often they do: for dashboards that are opened whole more than
   * 9 to 45 times a month, by the size of the API. It takes SPICE capacity, which belongs to an account and
   * region: outside of the account's home region there is none until it is bought.
   *
   * Every hour `usage_hourly` and `requests` take in what has arrived in the last two days; `customers` and datasets of your own are read anew
   * every six hours (at 00:15, 06:15, 12:15 and 18:15 UTC), `latency_daily` once a day. Names and plans that change or become known later reach hours of more than two days ago once a week: until
   * then a customer whose shown name has changed stands under both names.
   */
  SPICE = 'SPICE',
}
