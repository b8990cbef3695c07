/** A name as SQL writes it, whatever it holds. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function timestamp(time: Date): string {
  return `TIMESTAMP '${time.toISOString().slice(0, 19).replace('T', ' ')}'`;
}
