import type { IConstruct } from 'constructs';
import type { CustomDatasetProps } from './custom-dataset';
import { DatasetColumnType } from './dataset-column';
import { checkEnum } from '../check-enum';

/** Expressions name columns in braces. */
const COLUMN_NAME = /^[^{}]{1,127}$/;

/** Fails for columns that no dataset can have. */
export function checkCustomDataset(scope: IConstruct, id: string, { sqlQuery, columns, timeColumn, windowDays }: CustomDatasetProps): void {
  const refuse = (reason: string) => {
    throw new Error(`${scope.node.path}: dataset '${id}': ${reason}`);
  };
  if (sqlQuery.trim() === '' || sqlQuery.trim().endsWith(';')) {
    refuse(`sqlQuery '${sqlQuery.trim()}' is no query that another can be written around; give a SELECT statement without a semicolon`);
  }
  if (windowDays !== undefined && !(windowDays > 0)) {
    refuse(`windowDays is ${windowDays}; give the days that the query goes back, more than 0`);
  }
  if (windowDays !== undefined && timeColumn === undefined) {
    refuse(`windowDays is ${windowDays}, which has no effect without a timeColumn; name the column that periods are taken of, or leave windowDays out`);
  }
  const names = columns.map(({ name }) => name.toLowerCase());
  const twice = columns.find((_, index) => names.indexOf(names[index]) !== index);
  if (twice) {
    refuse(`column '${twice.name}' is there twice; give one of them another name in the query`);
  }
  if (columns.length === 0) {
    refuse('it has no columns; give those of the query\'s result');
  }
  const unnamable = columns.find(({ name }) => name.trim() === '' || !COLUMN_NAME.test(name));
  if (unnamable) {
    refuse(`column '${unnamable.name}' cannot be named in a figure; give it a name of 1 to 127 characters without braces in the query`);
  }
  const own = columns.find(({ name }) => name.startsWith('_'));
  if (own) {
    refuse(`column '${own.name}' begins with an underscore, as the fields do that are calculated here; give it another name in the query`);
  }
  columns.forEach(({ name, type }) => checkEnum(`${scope.node.path}: dataset '${id}': the type of column '${name}'`, type, { DatasetColumnType }));
  const time = columns.find(({ name }) => name === timeColumn);
  if (timeColumn !== undefined && time?.type !== DatasetColumnType.DATETIME) {
    refuse(`timeColumn '${timeColumn}' is ${time ? time.type : 'none of its columns'}; name a column of type DATETIME`);
  }
}
