import { sql } from '../../catalog/sql';

/**
 * How much of a quota is used, and when it runs out.
 *
 * Periods begin at midnight UTC: DAY each day, WEEK on Sunday, MONTH on the first. A plan's offset applies to the first
 * period of a key only, of which nobody tells when it was: it is ignored.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_QuotaSettings.html
 */

const TODAY = 'CAST(current_date AS timestamp)';
const NOW = 'CAST(current_timestamp AS timestamp)';
// weeks of the engines begin on Monday
const MONDAY = `date_trunc('week', ${TODAY} + INTERVAL '1' DAY)`;
const FIRST = `date_trunc('month', ${TODAY})`;

interface Period {
  readonly start: string;
  readonly end: string;
  /** What was used since its start, see `HOURLY_TO_PERIODS`. */
  readonly used: string;
}

const PERIODS: Record<string, Period> = {
  DAY: { start: TODAY, end: `${TODAY} + INTERVAL '1' DAY`, used: '_day' },
  WEEK: { start: `${MONDAY} - INTERVAL '1' DAY`, end: `${MONDAY} + INTERVAL '6' DAY`, used: '_week' },
  MONTH: { start: FIRST, end: `${FIRST} + INTERVAL '1' MONTH`, used: '_month' },
};

/** The days that have to be read, for the longest period. */
export const QUOTA_DAYS = 31;

/** What API Gateway does not count: requests that it turned away for the limits themselves, or for their key. */
export const COUNTS_FOR_QUOTA = "coalesce(error_type, '') NOT IN ('THROTTLED', 'QUOTA_EXCEEDED', 'INVALID_API_KEY')";

/** Adds up hours for each kind of period: which one a plan has is known only when they are joined with it. */
export const HOURLY_TO_PERIODS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(PERIODS).map(({ start, used }) => [used, `sum(CASE WHEN _request_hour >= ${start} THEN _counted ELSE 0 END)`]),
);

/** What a row with `quota_period` and those sums has to do with its period. */
export const QUOTA_OF_ROW: Readonly<Record<string, string>> = {
  quota_used: ofPeriod(({ used }) => used),
  _period_start: ofPeriod(({ start }) => start),
  _period_end: ofPeriod(({ end }) => end),
};

const SECONDS_SO_FAR = `date_diff('second', _period_start, ${NOW})`;
const SECONDS_TO_LIMIT = `${SECONDS_SO_FAR} * 1e0 * quota_limit / quota_used`;

/**
 * When the quota ends, if the rest of the period goes on as it began: nothing where it lasts, the present hour where it is used up.
 * Of a row with `QUOTA_OF_ROW`.
 */
export const QUOTA_RUNS_OUT = sql`
  CASE
    WHEN quota_used >= quota_limit THEN date_trunc('hour', ${NOW})
    WHEN quota_used > 0 AND ${SECONDS_TO_LIMIT} < date_diff('second', _period_start, _period_end)
      THEN date_add('second', CAST(floor(${SECONDS_TO_LIMIT}) AS bigint), _period_start)
  END
`;

function ofPeriod(value: (period: Period) => string): string {
  const cases = Object.entries(PERIODS).map(([name, period]) => `  WHEN '${name}' THEN ${value(period)}`);
  return ['CASE quota_period', ...cases, 'END'].join('\n');
}
