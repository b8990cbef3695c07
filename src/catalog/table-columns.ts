import type { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Column } from '../record/column';

/** Glue's limit on the comment of a column, in characters. */
const COMMENT_LIMIT = 255;

/** Columns in Glue's shape, with their descriptions for whoever reads the catalog. */
export function tableColumns(columns: readonly Column[]): CfnTable.ColumnProperty[] {
  return columns.map(({ name, type, description }) => ({ name, type, comment: description.slice(0, COMMENT_LIMIT) }));
}
