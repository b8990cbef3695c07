import type { LoggedColumn } from '../record/column';

/** As a value's bound in `LineReader`, for all of a line. */
const LONGEST = 16_384;

/**
 * Reads a line that can be read one way only: each name once, in the format's order, and no quote, backslash or control character in a value.
 * That is nearly every line that API Gateway writes; what a client has meddled with is none of them.
 */
export class PlainLine {
  private readonly pattern: RegExp;

  constructor(columns: readonly LoggedColumn[]) {
    const items = columns.map(({ name }) => `"${name}":"([^"\\\\\\u0000-\\u001f]*)"`);
    this.pattern = new RegExp(`^\\{${items.join(',')}\\}\\n$`);
  }

  /** The texts of the columns, from the second item on, or nothing where the line is not plain. */
  public read(line: string): readonly string[] | null {
    return line.length > LONGEST ? null : this.pattern.exec(line);
  }
}
