/** Texts, quoted names and comments of a statement: what stands in them is no SQL. */
const OPAQUE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** A statement in which the present is a fixed instant. */
export function withFixedNow(sql: string, now: Date | undefined): string {
  if (!now) {
    return sql;
  }
  const instant = now.toISOString();
  const fixed = (text: string) => text
    .replace(/\bcurrent_date\b/gi, `(DATE '${instant.slice(0, 10)}')`)
    .replace(/\bcurrent_timestamp\b|\bnow\(\)/gi, `(TIMESTAMPTZ '${instant}')`);

  let result = '';
  let end = 0;
  for (const match of sql.matchAll(OPAQUE)) {
    result += fixed(sql.slice(end, match.index)) + match[0];
    end = match.index + match[0].length;
  }
  return result + fixed(sql.slice(end));
}
