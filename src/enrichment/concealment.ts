import { createHmac } from 'node:crypto';
import { networkOf } from '../record/address';
import type { LoggedColumn } from '../record/column';
import { PersonalData } from '../record/personal-data';
import type { Privacy } from '../record/privacy';

/** How a text is written into a record. */
export type Concealment = (text: string) => string | null;

/** Hexadecimal digits of a hash: 128 bits, so that no two of a trillion values meet. */
const DIGITS = 32;

/** What becomes of a column's text; nothing where it stays as it is. */
export function concealmentOf(column: LoggedColumn, privacy: Privacy, hashKey: Buffer | undefined): Concealment | undefined {
  switch (privacy.treatmentOf(column)) {
    case PersonalData.TRUNCATE:
      return networkOf;
    case PersonalData.HASH:
      if (!hashKey) {
        throw new Error(`Column '${column.name}' is to be hashed, and there is no key to hash it with`);
      }
      return (text) => hashOf(text, hashKey);
    default:
      return undefined;
  }
}

/** Without the key nobody can try out all addresses, of which there are few. */
export function hashOf(text: string, hashKey: Buffer): string {
  return createHmac('sha256', hashKey).update(text).digest('hex').slice(0, DIGITS);
}
