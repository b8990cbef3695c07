import type { IConstruct } from 'constructs';
import type { CustomDatasetProps } from './custom-dataset';
import { DatasetColumnType } from './dataset-column';

/** Fails for columns that no dataset can have. */
export function checkCustomDataset(scope: IConstruct, id: string, { columns, timeColumn }: CustomDatasetProps): void {
  const refuse = (reason: string) => {
    throw new Error(`${scope.node.path}: dataset '${id}': ${reason}`);
  };
  if (columns.length === 0) {
    refuse('it has no columns; give those of the query\'s result');
  }
  const own = columns.find(({ name }) => name.startsWith('_'));
  if (own) {
    refuse(`column '${own.name}' begins with an underscore, as the fields do that are calculated here; give it another name in the query`);
  }
  const time = columns.find(({ name }) => name === timeColumn);
  if (timeColumn !== undefined && time?.type !== DatasetColumnType.DATETIME) {
    refuse(`timeColumn '${timeColumn}' is ${time ? time.type : 'none of its columns'}; name a column of type DATETIME`);
  }
}
