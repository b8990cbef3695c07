import { NOW } from './month';
import type { StoredObject } from './objects';

const DAY = 86_400_000;

/**
 * The objects of the partitions of some days that end now.
 *
 * A query asks for them by `arrival_hour`, which is made of partition columns alone: Trino tries the condition on the names of each partition
 * before it opens anything. DuckDB does not, since the cast in it could fail, so its plan says nothing of the partitions here.
 */
export function arrivedWithin<T extends StoredObject>(objects: readonly T[], days: number): T[] {
  return objects.filter(({ hour }) => Date.parse(`${hour.slice(0, 10)}T${hour.slice(11)}:00Z`) >= NOW.getTime() - days * DAY);
}
