import { sql } from '../../catalog/sql';

/**
 * What the figures of several datasets are made of, as expressions over the columns of a record.
 */

export const CLIENT_ERROR = 'status BETWEEN 400 AND 499';

export const SERVER_ERROR = 'status BETWEEN 500 AND 599';

export const ERROR = 'status BETWEEN 400 AND 599';

/**
 * What API Gateway itself took: the response without integration and authorizer. These are measured by other clocks, hence the 0.
 * The condition stands outside, since `greatest` of nothing is nothing in Athena, and 0 in DuckDB.
 */
export const GATEWAY_LATENCY = sql`
  CASE WHEN response_latency_ms IS NOT NULL
    THEN greatest(0, response_latency_ms - coalesce(integration_latency_ms, 0) - coalesce(authorizer_latency_ms, 0)) END
`;

/** The hour of the partition: rows that arrive late are new rows of a late hour, which an incremental refresh finds. */
export const ARRIVAL_HOUR = "CAST(concat(year, '-', month, '-', day, ' ', hour, ':00:00') AS timestamp)";
