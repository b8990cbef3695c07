// Writes templates into a folder: the quickstart's, those with forwarders, and one with SPICE and every other option.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { apiable } from '../examples/typescript/apiable';
import { moesif } from '../examples/typescript/moesif';
import { openObserve } from '../examples/typescript/openobserve';
import { operations } from '../examples/typescript/operations';
import { quickstart } from '../examples/typescript/quickstart';
import { receiverOnly } from '../examples/typescript/receiver-only';
import { everyOption } from '../test/every-option';

const [folder] = process.argv.slice(2);
for (const made of [quickstart, operations, openObserve, moesif, apiable, receiverOnly, everyOption]) {
  writeFileSync(join(folder, `${made.name}.json`), JSON.stringify(Template.fromStack(made(new App())).toJSON(), null, 1));
}
