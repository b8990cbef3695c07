import { createHash } from 'node:crypto';

/** The name that Firehose gives to an object behind its prefix; the id at the end is the same in each run. */
export function objectName(stream: string, arrival: number, number: number): string {
  const time = new Date(arrival).toISOString().slice(0, 19).replace(/[T:]/g, '-');
  const hash = createHash('sha256').update(`${stream} ${number}`).digest('hex');
  const id = [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
  return `${stream}-1-${time}-${id}`;
}
