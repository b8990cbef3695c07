import type { Concealment } from './concealment';
import type { LoggedColumn } from '../record/column';

/** What becomes of the columns. */
export interface Treatment {
  /** What is written, and how. */
  readonly written: ReadonlyMap<LoggedColumn, Concealment | undefined>;
  /** What may quote a credential. */
  readonly errorTexts: ReadonlySet<LoggedColumn>;
  /** What the enrichment would add, and is left out. */
  readonly leftOut: readonly string[];
  readonly familyOf: (family: string | null) => string | null;
}
