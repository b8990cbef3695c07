import { NumberFormat } from '../data';

/** Between a number and its unit: narrow, and no line breaks there. */
const SPACE = '\u202f';

const UNITS = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']] as const;

/** 1.2 M, 34.5 k, 950: three figures are what a reader takes in. */
export function shortNumber(value: number): string {
  // What rounds up to the next unit is of the next unit: 999,950 is 1 M.
  const unit = UNITS.find(([size]) => Math.abs(value) >= size * 0.9995);
  if (unit === undefined || Math.abs(value) < 9_999.5 && Number.isInteger(value)) {
    return fullNumber(value);
  }
  const scaled = value / unit[0];
  const digits = Math.abs(scaled) < 99.95 ? 1 : 0;
  return `${scaled.toLocaleString('en', { maximumFractionDigits: digits })}${SPACE}${unit[1]}`;
}

/** 1,234,567. */
export function fullNumber(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: Number.isInteger(value) ? 0 : 1 });
}

/** 12.3 %, and what is not nothing never reads as nothing. */
export function percent(share: number, decimals = 1): string {
  const smallest = 10 ** -decimals;
  if (share > 0 && share * 100 < smallest / 2) {
    return `<${SPACE}${smallest.toLocaleString('en', { maximumFractionDigits: decimals })}${SPACE}%`;
  }
  const text = (share * 100).toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return `${text}${SPACE}%`;
}

export function formatted(value: number, format: NumberFormat): string {
  if (format.kind === 'percent') {
    return percent(value, format.decimals);
  }
  return format.decimals === undefined ? fullNumber(value)
    : value.toLocaleString('en', { minimumFractionDigits: format.decimals, maximumFractionDigits: format.decimals });
}
