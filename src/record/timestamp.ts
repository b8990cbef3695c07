const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/**
 * Writes an instant (milliseconds since 1970, UTC) the one way that Firehose's record
 * conversion and Athena's JSON reader both take: `2026-01-31 23:59:59.123`.
 *
 * Returns null for what cannot be the time of a request.
 */
export function formatTimestamp(epochMilliseconds: number): string | null {
  if (!(epochMilliseconds >= EARLIEST && epochMilliseconds < LATEST)) {
    return null;
  }
  const iso = new Date(epochMilliseconds).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
}
