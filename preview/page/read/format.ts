import type { NumberFormat } from '../data';
import type { DefinitionNode } from './definition-node';

export function readFormat(node: DefinitionNode | undefined): NumberFormat {
  const formats = node?.object('FormatConfiguration');
  node?.end();
  return formats?.variant<NumberFormat>({
    NumberDisplayFormatConfiguration: (format) => {
      const suffix = format.findText('Suffix');
      return { kind: 'number', ...readDecimals(format), ...suffix === undefined ? {} : { suffix } };
    },
    PercentageDisplayFormatConfiguration: (format) => ({ kind: 'percent', ...readDecimals(format) }),
  }) ?? { kind: 'number' };
}

function readDecimals(format: DefinitionNode): { decimals?: number } {
  // The page shortens numbers as people read them, whatever separators are set.
  format.style('SeparatorConfiguration');
  const places = format.findObject('DecimalPlacesConfiguration');
  const decimals = places?.findNumber('DecimalPlaces');
  places?.end();
  return decimals === undefined ? {} : { decimals };
}
