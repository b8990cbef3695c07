import { CfnNamedQuery } from 'aws-cdk-lib/aws-athena';
import { Construct } from 'constructs';
import { SAVED_QUERIES } from './queries';
import { queryTables } from './queries/tables';

export interface SavedQueriesProps {
  readonly databaseName: string;
  readonly workGroupName: string;
}

/** The usual questions, in the console's list of saved queries of the work group. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { databaseName, workGroupName }: SavedQueriesProps) {
    super(scope, id);
    const tables = queryTables(databaseName);
    for (const query of SAVED_QUERIES) {
      new CfnNamedQuery(this, query.id, {
        name: query.name,
        description: query.question,
        database: databaseName,
        workGroup: workGroupName,
        queryString: `-- ${query.question}\n${query.statement(tables)}\n`,
      });
    }
  }
}
