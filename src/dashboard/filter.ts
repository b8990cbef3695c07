import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { Dimension, Time } from './field';
import { columnOf } from './field';
import type { Visual } from './visual';

export interface FilterOptions {
  /** Stable and unique within the dashboard: letters, digits, dashes. */
  readonly id: string;
  /** The visuals that it applies to. */
  readonly visuals: readonly Visual[];
}

/** A filter over some visuals of a sheet, with or without a control for the reader. */
export interface Filter extends FilterOptions {
  readonly node: quicksight.CfnDashboard.FilterProperty;
  readonly control?: FilterControl;
}

export interface FilterControl {
  readonly id: string;
  readonly node: quicksight.CfnDashboard.FilterControlProperty;
}

/** From the beginning of the present month, UTC. */
export function monthToDate({ id, visuals, time }: FilterOptions & { readonly time: Time }): Filter {
  return {
    id,
    visuals,
    node: {
      relativeDatesFilter: {
        filterId: id,
        column: columnOf(time),
        anchorDateConfiguration: { anchorOption: 'NOW' },
        timeGranularity: 'MONTH',
        minimumGranularity: 'DAY',
        relativeDateType: 'THIS',
        nullOption: 'NON_NULLS_ONLY',
      },
    },
  };
}

/**
 * The values that the reader chooses from a list; all of them at first.
 *
 * It works without a parameter: one that no control sets would empty its visuals.
 */
export function choice({ id, visuals, of }: FilterOptions & { readonly of: Dimension }): Filter {
  const controlId = `${id}-control`;
  return {
    id,
    visuals,
    node: {
      categoryFilter: {
        filterId: id,
        column: columnOf(of),
        configuration: {
          filterListConfiguration: { matchOperator: 'CONTAINS', selectAllOptions: 'FILTER_ALL_VALUES', nullOption: 'NON_NULLS_ONLY' },
        },
      },
    },
    control: {
      id: controlId,
      node: {
        dropdown: {
          filterControlId: controlId,
          title: of.label,
          sourceFilterId: id,
          type: 'MULTI_SELECT',
          displayOptions: { selectAllOptions: { visibility: 'VISIBLE' }, titleOptions: { visibility: 'VISIBLE' } },
        },
      },
    },
  };
}
