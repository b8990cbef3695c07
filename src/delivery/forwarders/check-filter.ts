import { Token } from 'aws-cdk-lib';
import { checkEnum } from '../../check-enum';
import type { RecordFilter } from '../../record/record-filter';
import { StatusClass } from '../../record/record-filter';

/** A filter that lets nothing through, or everything, without being meant to. */
export function checkFilter(forwarder: string, filter: RecordFilter): void {
  const { share, ...lists } = filter;
  const refuse = (what: string, mend: string) => {
    throw new Error(`LogForwarder '${forwarder}': its filter's ${what}; ${mend}`);
  };
  if (share !== undefined && !Token.isUnresolved(share) && !(share > 0 && share <= 1)) {
    refuse(`share is ${share}`, 'give more than 0 and at most 1, as in 0.1 for a tenth');
  }
  for (const [name, values] of Object.entries(lists).filter(([, list]) => Array.isArray(list))) {
    if (values.length === 0) {
      refuse(`${name} is an empty list${name === 'excludedResourcePaths' ? '' : ', which lets nothing through'}`, 'leave it out');
    }
    if (values.some((value: unknown) => typeof value !== 'string' || value === '')) {
      refuse(`${name} holds ${values.map((value: unknown) => JSON.stringify(value) ?? 'undefined').join(', ')}`, 'give texts that are not empty');
    }
  }
  // a stage waits for the stream, and so for the function that would wait for the stage
  for (const name of ['stages', 'usagePlans', 'excludedResourcePaths'] as const) {
    if (filter[name]?.some((value) => Token.isUnresolved(value))) {
      refuse(`${name} holds a value that is known at deployment only, when the enrichment has to be there before stages and plans`, `write the name${name === 'usagePlans' ? ' or id' : ''} itself`);
    }
  }
  const path = filter.excludedResourcePaths?.find((value) => !value.startsWith('/'));
  if (path !== undefined) {
    refuse(`excludedResourcePaths holds '${path}', and no resource's path begins so`, `give '/${path}'`);
  }
  filter.statusClasses?.forEach((value) => checkEnum(`LogForwarder '${forwarder}': one of its filter's statusClasses`, value, { StatusClass }));
}
