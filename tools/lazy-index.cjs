// Rewrites `lib/index.js` so that a class is loaded when it is asked for, as aws-cdk-lib's own index does it: who imports the package waits for
// none of them, and who uses a forwarder's filter does not wait for the dashboard. A step of `npx projen compile`.
const { readFileSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const INDEX = resolve('lib/index.js');
const files = [...readFileSync(INDEX, 'utf8').matchAll(/require\("(\.\/.+?)"\)/g)].map(([, file]) => file);
const homes = Object.keys(require(INDEX)).map((name) => {
  const home = files.find((file) => Object.hasOwn(require(join(INDEX, '..', file)), name));
  if (home === undefined) {
    throw new Error(`lib/index.js exports '${name}' from no file of its own: tools/lazy-index.cjs does not know how to load it.`);
  }
  return [name, home];
});

writeFileSync(INDEX, `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
// by these lines Node.js knows the names for \`import { … }\`
${homes.map(([name]) => `exports.${name} = void 0;`).join('\n')}
const homes = {
${homes.map(([name, home]) => `    ${name}: () => require("${home}"),`).join('\n')}
};
for (const [name, home] of Object.entries(homes)) {
    Object.defineProperty(exports, name, { enumerable: true, configurable: true, get: () => home()[name] });
}
`);
