import { FieldData, FilteredBy } from '../data';
import { Choices } from './choices';

/** What a mark or a name of a visual stands for, by column. */
export type Point = Readonly<Record<string, string>>;

/** Of what a mark stands for, the part that a click on it sets. None where that is nothing. */
export function pointOf(clicks: readonly FieldData[] = [], names: Readonly<Record<string, string | undefined>>): Point | undefined {
  const own = clicks.flatMap(({ column }) => names[column] === undefined ? [] : [[column, names[column]] as const]);
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

/** Whether a mark is of what is picked. Without a pick, all are. */
export function isOf(picked: Point | undefined, names: Readonly<Record<string, string | undefined>>): boolean {
  return Object.entries(picked ?? {}).every(([column, value]) => names[column] === value);
}

export function isSame(one: Point | undefined, other: Point | undefined): boolean {
  const size = (point: Point) => Object.keys(point).length;
  return one !== undefined && other !== undefined && size(one) === size(other) && isOf(one, other);
}

/** Whom nobody is called: no choice at all would let everything pass. */
const NOBODY = NaN;

/** The choices of a visual that another's point filters: of what its controls leave, only the point's. What the visual does not follow stays. */
export function narrowed(choices: Choices, filteredBy: readonly FilteredBy[], point: Point): Choices {
  const changes = filteredBy.flatMap(({ parameter, column }) => {
    const chosen = choices[parameter] ?? [];
    const value = point[column];
    return value === undefined ? [] : [[parameter, [chosen.length === 0 || chosen.includes(value) ? value : NOBODY]] as const];
  });
  return { ...choices, ...Object.fromEntries(changes) };
}
