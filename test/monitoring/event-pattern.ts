type Pattern = Record<string, unknown>;

/**
 * Whether an event matches a rule's pattern, by what the rules of this library use: values, `exists` and `$or`. Anything else is refused.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matches(event: unknown, pattern: Pattern): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    if (key === '$or') {
      return (wanted as Pattern[]).some((alternative) => matches(event, alternative));
    }
    const value = (event as Pattern | undefined)?.[key];
    return Array.isArray(wanted) ? wanted.some((one) => isOne(value, one)) : matches(value, wanted as Pattern);
  });
}

function isOne(value: unknown, wanted: unknown): boolean {
  if (typeof wanted === 'string') {
    return value === wanted;
  }
  const { exists, ...others } = wanted as { exists?: boolean };
  if (typeof exists !== 'boolean' || Object.keys(others).length > 0) {
    throw new Error(`The pattern ${JSON.stringify(wanted)} is not evaluated here`);
  }
  return (value !== undefined) === exists;
}

/** Whether a log line matches a metric filter: equal texts, joined by `&&`, with asterisks at their ends. */
export function filterMatches(line: Record<string, unknown>, filter: string): boolean {
  const inner = /^\{ (.*) \}$/.exec(filter)?.[1];
  return inner !== undefined && inner.split(' && ').every((term) => {
    const [, name, before, text, after] = /^\(\$\.(\w+) = "(\*?)([^"*]*)(\*?)"\)$/.exec(term) ?? [];
    if (name === undefined) {
      throw new Error(`The filter's term ${term} is not evaluated here`);
    }
    const value = String(line[name]);
    return (before || value.startsWith(text)) && (after || value.endsWith(text)) && value.includes(text);
  });
}
