import type { LoggedColumn } from '../record/column';
import { LONGEST_VALUE } from '../record/line';

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

  /** The texts of the columns, from the second item on, or nothing where the line is not plain, or so long that a value could have to be cut. */
  public read(line: string): readonly string[] | null {
    return line.length > LONGEST_VALUE ? null : this.pattern.exec(line);
  }
}
