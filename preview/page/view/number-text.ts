import { NumberFormat } from '../data';
import { timeText } from './time-text';

/** Between a number and its unit: narrow, and no line breaks there. */
const SPACE = '\u202f';

type Units = readonly (readonly [size: number, unit: string])[];

const COUNTS: Units = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']];
const BYTES: Units = [[1e12, 'TB'], [1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB'], [1, 'B']];
/** Below it, a number is read in full: 9,999. */
const FULL = 9_999.5;

/** A figure as people read it at a glance: 1.2 M, 34 ms, 5.6 GB. Null is none. */
export function shortText(value: number | null, format: NumberFormat): string {
  return value === null ? '–' : format.kind === 'number' && !format.suffix ? shortNumber(value)
    : text(value, format, value === 0 ? 0 : Math.abs(value) < 0.01 ? 2 : 1);
}

/** The marks of an axis: as short as can be, since they are round, and all in the unit that suits the largest figure. */
export function axisText(format: NumberFormat, largest: number): (value: number) => string {
  const [size, unit] = axisUnit(format, Math.abs(largest));
  return (value) => format.kind === 'time' ? timeText(value) : `${(value / size).toLocaleString('en', { maximumFractionDigits: 2 })}${unit}`;
}

function axisUnit({ kind, suffix }: NumberFormat, largest: number): readonly [size: number, unit: string] {
  const spaced = ([size, unit]: Units[number]) => [size, `${SPACE}${unit}`] as const;
  if (kind === 'percent') {
    return spaced([0.01, '%']);
  }
  switch (suffix?.trim()) {
    case undefined: return largest < FULL ? [1, ''] : spaced(unitOf(largest, COUNTS));
    case 'MB': {
      const [size, unit] = unitOf(largest * 1e6, BYTES);
      return spaced([size / 1e6, unit]);
    }
    case 'ms': return spaced(largest < FULL ? [1, 'ms'] : [1e3, 's']);
    default: return [1, suffix!.replace(/^ /, SPACE)];
  }
}

/** A figure as it stands in a table: 1,234,567. Null is none. */
export function formatted(value: number | null, format: NumberFormat): string {
  return value === null ? '–' : text(value, format, format.decimals);
}

/** 1.2 M, 34.5 k, 950: three figures are what a reader takes in. */
export function shortNumber(value: number): string {
  return Math.abs(value) < FULL && Number.isInteger(value) || Math.abs(value) < 999.5 ? fullNumber(value) : scaled(value, COUNTS);
}

/** 1,234,567. */
export function fullNumber(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: Number.isInteger(value) ? 0 : 1 });
}

/** 12.3 %, and what is not nothing never reads as nothing. */
export function percent(share: number, decimals = 1): string {
  return `${hundredths(share, decimals)}${SPACE}%`;
}

/** By how many points a percentage has changed: 1.2, or 0.04 where it is little. */
export function points(difference: number): string {
  return hundredths(difference, difference < 0.00095 ? 2 : 1);
}

function hundredths(share: number, decimals: number): string {
  const smallest = 10 ** -decimals;
  return share > 0 && share * 100 < smallest / 2 ? `<${SPACE}${smallest.toLocaleString('en', { maximumFractionDigits: decimals })}`
    : fixed(share * 100, decimals);
}

function text(value: number, { kind, suffix, decimals }: NumberFormat, percentDecimals: number | undefined): string {
  if (kind === 'percent') {
    return percent(value, percentDecimals);
  }
  if (kind === 'time') {
    return timeText(value);
  }
  switch (suffix?.trim()) {
    case 'MB': return bytes(value * 1e6);
    case 'ms': return milliseconds(value, decimals);
    case 'days': return days(value);
    default: return `${decimals === undefined ? fullNumber(value) : fixed(value, decimals)}${(suffix ?? '').replace(/^ /, SPACE)}`;
  }
}

/** 5.6 GB, 12.3 MB, 340 kB. */
function bytes(value: number): string {
  return value === 0 ? `0${SPACE}B` : scaled(value, BYTES);
}

/** 34 ms, 9,999 ms, 12.3 s. */
function milliseconds(value: number, decimals: number | undefined): string {
  return Math.abs(value) < FULL
    ? `${decimals === undefined ? fullNumber(value) : fixed(value, decimals)}${SPACE}ms`
    : `${fullNumber(Math.round(value / 100) / 10)}${SPACE}s`;
}

/** 3.5 days. */
function days(value: number): string {
  const number = value.toLocaleString('en', { maximumFractionDigits: 1 });
  return `${number}${SPACE}${number === '1' ? 'day' : 'days'}`;
}

function scaled(value: number, units: Units): string {
  const [size, unit] = unitOf(value, units);
  const number = value / size;
  return `${number.toLocaleString('en', { maximumFractionDigits: Math.abs(number) < 99.95 && size > 1 ? 1 : 0 })}${SPACE}${unit}`;
}

/** What rounds up to the next unit is of the next unit: 999,950 is 1 M. */
function unitOf(value: number, units: Units): Units[number] {
  return units.find(([least]) => Math.abs(value) >= least * 0.9995) ?? units[units.length - 1];
}

function fixed(value: number, decimals: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
