/**
 * Evaluates a prefix of Firehose's: `!{timestamp:…}` by Java's DateTimeFormatter, in UTC, and `!{firehose:…}`.
 *
 * @param arrival arrival of the oldest record in the object, milliseconds since 1970
 * @param errorOutputType kind of the error, for an error prefix
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export function evaluatePrefix(prefix: string, arrival: number, errorOutputType?: string): string {
  // Firehose adds the hour of its own accord where a prefix has no time
  const whole = prefix.includes('!{timestamp:') || errorOutputType !== undefined ? prefix : `${prefix}!{timestamp:yyyy/MM/dd/HH}/`;
  return whole.replace(/!\{([^:}]*):?([^}]*)\}/g, (expression, namespace: string, argument: string) => {
    if (namespace === 'timestamp') {
      return formatTime(argument, new Date(arrival));
    }
    if (namespace === 'firehose' && argument === 'error-output-type' && errorOutputType !== undefined) {
      return errorOutputType;
    }
    throw new Error(`Prefix '${prefix}': the preview does not know '${expression}' here; it knows !{timestamp:…}, and !{firehose:error-output-type} in an error prefix`);
  });
}

/** The year of the week (of the United States: Sunday to Saturday) is the year of its Saturday. */
function weekYear(time: Date): number {
  return new Date(time.getTime() + (6 - time.getUTCDay()) * 86_400_000).getUTCFullYear();
}

const PATTERNS: Record<string, (time: Date) => number> = {
  yyyy: (time) => time.getUTCFullYear(),
  YYYY: weekYear,
  MM: (time) => time.getUTCMonth() + 1,
  dd: (time) => time.getUTCDate(),
  HH: (time) => time.getUTCHours(),
};

function formatTime(pattern: string, time: Date): string {
  return pattern.replace(/'([^']*)'|([A-Za-z])\2*/g, (match, literal: string | undefined) => {
    if (literal !== undefined) {
      return literal || "'";
    }
    if (!(match in PATTERNS)) {
      throw new Error(`Prefix: the preview does not know '${match}' in '!{timestamp:${pattern}}'; it knows ${Object.keys(PATTERNS).join(', ')}`);
    }
    return String(PATTERNS[match](time)).padStart(match.length, '0');
  });
}
