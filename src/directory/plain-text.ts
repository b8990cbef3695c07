const LONGEST = 256;

/**
 * A name as it goes into a record: one line of at most 256 characters, without control characters, so that no
 * name can swell a record or break a line. Null for one that is empty or absent.
 */
export function plainText(text: string | undefined): string | null {
  const line = (text ?? '').replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  // counted in characters, so that none is cut in half
  return [...line].slice(0, LONGEST).join('').trim() || null;
}
