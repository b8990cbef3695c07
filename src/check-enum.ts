/**
 * Refuses what is no value of an enum. Types keep it out, but for casts and plain JavaScript, where it would be taken for something else without a word.
 *
 * @param called Who refuses it, and the property
 * @param value What is given, or the default
 * @param type The enum by its name, as in `{ RecordFormat }`
 */
export function checkEnum(called: string, value: unknown, type: Record<string, Record<string, string>>): void {
  const [[name, values]] = Object.entries(type);
  if (!Object.values(values).includes(value as string)) {
    throw new Error(`${called} is '${String(value)}', which is no ${name}; give one of ${Object.keys(values).map((key) => `${name}.${key}`).join(', ')}`);
  }
}
