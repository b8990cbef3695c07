import type { DashboardDimension } from '../fields/dashboard-dimension';
import type { DashboardMeasure } from '../fields/dashboard-measure';

/** Fails for figures that bars or lines cannot have. */
export function checkFigures({ id, values, color }: { id: string; values: DashboardMeasure[]; color?: DashboardDimension }, drawn: 'bars' | 'lines'): void {
  if (values.length === 0 || color && values.length > 1) {
    throw new Error(`Visual '${id}': it has ${values.length} figures${color ? ' and a color' : ''}; give one or more, and one where ${drawn} are split by color`);
  }
  const time = values.find((value) => value._isTime());
  if (time) {
    throw new Error(`Visual '${id}': '${time.label}' is a time, which ${drawn} cannot show; show it in a table`);
  }
}
