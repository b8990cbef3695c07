/*
 * The function of AWS's walkthrough, as straightforward in JavaScript as it is there in Python: two look-ups in memory, and nothing checked.
 * https://aws.amazon.com/blogs/compute/visualizing-amazon-api-gateway-usage-plans-using-amazon-quicksight/
 */

let names;

/** Reads the names once, as it does when an instance starts. */
export async function handler(event) {
  names ??= await readNames();
  return enrich(event, names);
}

/** Adds the names of the customer and of the usage plan. */
export function enrich({ records }, { customers, plans }) {
  return {
    records: records.map(({ recordId, data }) => {
      const request = JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
      request.customer = customers.get(request.api_key_id) ?? '-';
      request.usage_plan = plans.get(`${request.api_id}:${request.stage}:${request.api_key_id}`) ?? '-';
      return { recordId, result: 'Ok', data: Buffer.from(`${JSON.stringify(request)}\n`, 'utf8').toString('base64') };
    }),
  };
}

/** From a file in place of API Gateway, whose calls another part of the bench counts. */
async function readNames() {
  const answer = await fetch(process.env.DIRECTORY_URL);
  const keys = (await answer.text()).split('\n').filter(Boolean).map((line) => JSON.parse(line));
  return {
    customers: new Map(keys.map((key) => [key.api_key_id, key.api_key_name])),
    plans: new Map(keys.flatMap((key) => key.stages.map((stage) => [`${stage.replace('/', ':')}:${key.api_key_id}`, key.usage_plan]))),
  };
}
