/** Athena takes MySQL's letters, of which a few mean something else to DuckDB. */
const LETTERS: Record<string, string> = {
  '%Y': '%Y',
  '%y': '%y',
  '%M': '%B',
  '%m': '%m',
  '%d': '%d',
  '%H': '%H',
  '%h': '%I',
  '%i': '%M',
  '%s': '%S',
  '%f': '%f',
  '%j': '%j',
  '%W': '%A',
  '%a': '%a',
  '%b': '%b',
  '%p': '%p',
};

/** DuckDB parses constant formats only, so each is spelled out. */
const PARSED_FORMATS = ['%Y-%m-%d', '%Y-%m-%d-%H', '%Y-%m-%d %H', '%Y-%m-%d %H:%i', '%Y-%m-%d %H:%i:%s', '%Y%m%d', '%Y%m%d%H', '%Y/%m/%d/%H'];

/**
 * Athena's functions and rules that DuckDB has under another name, or not at all.
 *
 * Only those that the SQL of this library uses, or is likely to: what is missing
 * here ends in DuckDB's error, which names the function.
 */
export const ATHENA_FUNCTIONS: readonly string[] = [
  "SET TimeZone = 'UTC'",
  // Athena divides whole numbers without a remainder
  'SET integer_division = true',
  // null makes the whole text null, where DuckDB's own function leaves it out
  `CREATE MACRO concat ${overloads(2, 10, (names) => names.join(' || '))}`,
  `CREATE MACRO date_format(t, format) AS ${formatted('t', 'format')}`,
  `CREATE MACRO date_parse(text, format) AS CASE format ${PARSED_FORMATS.map((format) => `WHEN '${format}' THEN strptime(text, '${duckdbFormat(format)}')`).join(' ')}
    ELSE error('The preview does not know the format of date_parse: ' || format) END`,
  'CREATE MACRO from_iso8601_timestamp(text) AS CAST(text AS TIMESTAMPTZ)',
  'CREATE MACRO from_iso8601_date(text) AS CAST(text AS DATE)',
  'CREATE MACRO from_unixtime(seconds) AS to_timestamp(seconds)',
  'CREATE MACRO to_unixtime(t) AS epoch(t)',
  'CREATE MACRO at_timezone(t, zone) AS timezone(zone, t)',
  'CREATE MACRO regexp_like(text, pattern) AS regexp_matches(text, pattern)',
  'CREATE MACRO cardinality(list) AS len(list)',
  'CREATE MACRO map_agg(k, v) AS map_from_entries(array_agg(ROW(k, v)) FILTER (k IS NOT NULL))',
  // of a map alone: a value, where DuckDB's own function has a list
  'CREATE MACRO element_at(m, k) AS map_extract_value(m, k)',
  // exact, and so the same in each run
  'CREATE MACRO approx_percentile(x, p) AS quantile_disc(x, p)',
  'CREATE MACRO approx_distinct(x) AS approx_count_distinct(x)',
  // whole units between two times, where DuckDB counts the boundaries that are crossed
  'CREATE MACRO date_diff(unit, t, u) AS date_sub(unit, t, u)',
  `CREATE MACRO date_add(unit, n, t) AS CASE lower(unit)
    WHEN 'second' THEN t + to_seconds(n) WHEN 'minute' THEN t + to_minutes(n) WHEN 'hour' THEN t + to_hours(n)
    WHEN 'day' THEN t + to_days(CAST(n AS INTEGER)) WHEN 'week' THEN t + to_weeks(CAST(n AS INTEGER))
    WHEN 'month' THEN t + to_months(CAST(n AS INTEGER)) WHEN 'year' THEN t + to_years(CAST(n AS INTEGER))
    ELSE error('date_add: unit ' || unit) END`,
];

function overloads(from: number, to: number, body: (names: string[]) => string): string {
  const arities = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return arities.map((arity) => {
    const names = Array.from({ length: arity }, (_, index) => `a${index}`);
    return `(${names.join(', ')}) AS ${body(names)}`;
  }).join(', ');
}

/** Each letter by itself, since a format within a macro has to be constant for DuckDB. */
function formatted(t: string, format: string): string {
  return Object.entries(LETTERS).reduce((sql, [letter, duckdb]) => `replace(${sql}, '${letter}', strftime(CAST(${t} AS TIMESTAMP), '${duckdb}'))`, format);
}

function duckdbFormat(format: string): string {
  return format.replace(/%[A-Za-z]/g, (letter) => LETTERS[letter]);
}
