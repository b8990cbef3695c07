/*
 * The function of AWS's walkthrough as a whole: an instance reads all usage plans and their keys from API Gateway when it starts. As published it takes
 * the first page of each list; here it goes on where PAGES is `all`, with LIMIT items a page, or API Gateway's default.
 */
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { enrich } from '../enrichment/walkthrough.mjs';

const apiGateway = new APIGateway({});
const limit = process.env.LIMIT === undefined ? undefined : Number(process.env.LIMIT);

let names;

export async function handler(event) {
  names ??= await readNames();
  return { ...enrich(event, names), keys: names.customers.size };
}

async function readNames() {
  const customers = new Map();
  const plans = new Map();
  for (const { id: usagePlanId, name, apiStages = [] } of await all((page) => apiGateway.getUsagePlans(page))) {
    for (const key of await all((page) => apiGateway.getUsagePlanKeys({ ...page, usagePlanId }))) {
      customers.set(key.id, key.name);
      apiStages.forEach(({ apiId, stage }) => plans.set(`${apiId}:${stage}:${key.id}`, name));
    }
  }
  return { customers, plans };
}

async function all(getPage) {
  const items = [];
  let position;
  do {
    const page = await getPage({ limit, position });
    items.push(...page.items ?? []);
    position = process.env.PAGES === 'all' ? page.position : undefined;
  } while (position);
  return items;
}
