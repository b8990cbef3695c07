import { LineVisualData, MeasureData, TIME } from '../data';
import { Choices } from './choices';
import { Grouping, placed, split, undivided } from './grouping';
import { evaluate } from './measure';
import { passing } from './passing';
import { PreparedCube } from './prepared-cube';
import { limited, orNull, ranked } from './ranking';
import { TimeAxis, timeAxis } from './time-axis';

export interface LineView {
  /** Every step from the first to the last, in milliseconds. */
  readonly times: readonly number[];
  readonly isHourly: boolean;
  readonly series: readonly Series[];
  /** How many lines there would be without the limit. */
  readonly count: number;
}

export interface Series {
  readonly name: string;
  readonly measure: MeasureData;
  /** Null is a gap. */
  readonly values: readonly (number | null)[];
  /** The line stands for so many beyond the limit. */
  readonly others?: number;
}

export function lineView(visual: LineVisualData, choices: Choices): LineView {
  const axis = timeAxis(visual, choices);
  const cells = undivided(PreparedCube.of(visual.cube), passing(visual, choices));
  const series = visual.colour ? coloured(visual, visual.colour.column, cells, axis, choices) : measured(visual, cells, axis, choices);
  return { times: axis.times, isHourly: axis.isHourly, ...series };
}

function measured({ measures, missing }: LineVisualData, cells: Grouping, axis: TimeAxis, choices: Choices) {
  const series = measures
    .map((measure) => ({ name: measure.label, measure, values: seriesOf({ measure, missing }, cells, axis, choices)[0] }))
    .filter(({ values }) => cells.cells.length > 0 && values.some((value) => value !== null));
  return { series, count: series.length };
}

function coloured({ measures: [measure], missing, limit }: LineVisualData, colour: string, cells: Grouping, axis: TimeAxis, choices: Choices) {
  const groups = split(cells, colour);
  const steps = split(groups, TIME, axis.places, axis.times.length);
  const sums = new Float64Array(groups.count).fill(NaN);
  evaluate(measure.value, steps, choices).forEach((value, step) => {
    if (!Number.isNaN(value)) {
      const group = steps.parents[step];
      sums[group] = (Number.isNaN(sums[group]) ? 0 : sums[group]) + value;
    }
  });
  const ranking = ranked(groups, colour, sums, { by: 'value', descending: true });
  const { kept, rest, places, count } = limited(ranking, groups.count, limit);
  const series = seriesOf({ measure, missing }, placed(groups, places, count), axis, choices).map((values, place) => place < kept.length
    ? { name: kept[place].name, measure, values }
    : { name: 'Other', measure, values, others: rest });
  return { series, count: ranking.length };
}

interface Figures extends Pick<LineVisualData, 'missing'> {
  readonly measure: MeasureData;
}

/** The figures of each group along the axis. */
function seriesOf({ measure, missing }: Figures, groups: Grouping, axis: TimeAxis, choices: Choices): (number | null)[][] {
  const gap = missing === 'zero' ? 0 : null;
  const series = Array.from({ length: groups.count }, () => axis.times.map((): number | null => gap));
  const steps = split(groups, TIME, axis.places, axis.times.length);
  evaluate(measure.value, steps, choices).forEach((value, step) => {
    series[steps.parents[step]][steps.codes[step]] = orNull(value) ?? gap;
  });
  return series;
}
