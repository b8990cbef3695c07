import type { aws_quicksight as quicksight } from 'aws-cdk-lib';

/** How the figures of a measure are written. */
export enum MeasureFormat {
  /** A whole number with separators, such as `12,345`. */
  WHOLE = 'WHOLE',
  /** A number with two decimal places, such as `12,345.67`. */
  DECIMAL = 'DECIMAL',
  /** A share from 0 to 1 as a percentage, such as `12.34%`. */
  PERCENT = 'PERCENT',
  /** A number of milliseconds, such as `34 ms`. */
  MILLISECONDS = 'MILLISECONDS',
  /** A number of megabytes (millions of bytes), such as `5,600.1 MB`. */
  MEGABYTES = 'MEGABYTES',
  /** A number of days, such as `3.5 days`. */
  DAYS = 'DAYS',
}

const SEPARATORS: quicksight.CfnDashboard.NumericSeparatorConfigurationProperty = {
  decimalSeparator: 'DOT',
  thousandsSeparator: { symbol: 'COMMA', visibility: 'VISIBLE' },
};

/** The format in QuickSight's shape. */
export function numericFormat(format: MeasureFormat): quicksight.CfnDashboard.NumericFormatConfigurationProperty {
  switch (format) {
    case MeasureFormat.WHOLE: return number(0);
    case MeasureFormat.DECIMAL: return number(2);
    case MeasureFormat.MILLISECONDS: return number(0, ' ms');
    case MeasureFormat.MEGABYTES: return number(1, ' MB');
    case MeasureFormat.DAYS: return number(1, ' days');
    case MeasureFormat.PERCENT: return { percentageDisplayFormatConfiguration: { decimalPlacesConfiguration: { decimalPlaces: 2 } } };
  }
}

function number(decimalPlaces: number, suffix?: string): quicksight.CfnDashboard.NumericFormatConfigurationProperty {
  return {
    numberDisplayFormatConfiguration: { separatorConfiguration: SEPARATORS, decimalPlacesConfiguration: { decimalPlaces }, suffix },
  };
}
