import { LineVisualData, TIME } from '../data';
import { Choices, daysOf } from './choices';
import { passing } from './passing';
import { PreparedCube } from './prepared-cube';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface TimeAxis {
  /** Every step from the first to the last. */
  readonly times: readonly number[];
  readonly isHourly: boolean;
  /** By code of `TIME`, its place among the steps; -1 is none. */
  readonly places: Int32Array;
}

/** The steps of the period: the same ones whatever else is chosen, so that a line does not move when others go. */
export function timeAxis(visual: LineVisualData, choices: Choices): TimeAxis {
  const { values, codes } = PreparedCube.of(visual.cube).key(TIME);
  const isHourly = visual.time.steps === 'chosen' ? daysOf('chosen', choices) === 1 : visual.time.steps === 'hour' && !values.every(isDay);
  const size = isHourly ? HOUR : DAY;
  const steps = values.map((time) => time === null ? undefined : Math.floor(Number(time) / size));
  const occur = new Uint8Array(values.length);
  passing({ ...visual, filteredBy: [] }, choices).forEach((cell) => occur[codes[cell]] = 1);
  const shown = steps.filter((step, code): step is number => step !== undefined && occur[code] === 1);
  if (shown.length === 0) {
    return { times: [], isHourly, places: new Int32Array(values.length).fill(-1) };
  }
  const [first, last] = shown.reduce(([least, most], step) => [Math.min(least, step), Math.max(most, step)], [Infinity, -Infinity]);
  return {
    times: Array.from({ length: last - first + 1 }, (_, place) => (first + place) * size),
    isHourly,
    places: Int32Array.from(steps, (step, code) => step === undefined || occur[code] === 0 ? -1 : step - first),
  };
}

/** Days that are asked for by the hour would leave 23 gaps each. */
function isDay(time: string | number | null): boolean {
  return time === null || Number(time) % DAY === 0;
}
