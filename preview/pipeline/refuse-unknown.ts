/** What the preview has never heard of might matter, so it is not passed over. */
export function refuseUnknown(what: string, object: object, known: readonly string[]): void {
  const unknown = Object.keys(object).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`${what}: the preview does not know ${unknown.map((name) => `'${name}'`).join(', ')}`);
  }
}
