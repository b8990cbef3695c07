/** A name as SQL writes it, whatever it holds. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function timestamp(time: Date | number): string {
  return `TIMESTAMP '${new Date(time).toISOString().slice(0, 23).replace('T', ' ')}'`;
}

/** A time in milliseconds since 1970, as a plain number. */
export function milliseconds(sql: string): string {
  return `CAST(epoch_ms(${sql}) AS DOUBLE)`;
}
