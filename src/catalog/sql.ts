/**
 * A tag for SQL: takes the margin off, and gives each line of an inserted text the
 * indentation of the place where it is inserted. A line that stays empty is left out.
 */
export function sql(parts: TemplateStringsArray, ...values: string[]): string {
  const margin = /^\n( *)/.exec(parts[0])?.[1] ?? '';
  return parts
    .map((part) => part.replaceAll(`\n${margin}`, '\n'))
    .reduce((text, part, index) => text + indented(values[index - 1], text) + part)
    .replace(/\n *(?=\n)/g, '')
    .trim();
}

function indented(value: string, before: string): string {
  const indentation = /\n?( *)[^\n]*$/.exec(before)?.[1] ?? '';
  return value.replaceAll('\n', `\n${indentation}`);
}
