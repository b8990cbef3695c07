import { TableVisual } from './table-visual';

/** A table whose rows have no requests, or none that the sheet with single requests goes back to. */
export class TableWithoutMenu extends TableVisual {
  /** @internal */
  protected _leadsToRequests(): boolean {
    return false;
  }
}
