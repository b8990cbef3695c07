// Has the README of the other languages' packages, which is the one in jsii's assembly, lead to the repository: the pages of their registries know no
// other file of it. A step of `npx projen compile`.
const { readFileSync, writeFileSync } = require('node:fs');

const assembly = JSON.parse(readFileSync('.jsii', 'utf8'));
const repository = assembly.repository.url.replace(/\.git$/, '');

// a link within the page begins with `#`
assembly.readme.markdown = assembly.readme.markdown.replace(/(!?)\[([^\]]*)\]\((?!https?:|#)([^)]+)\)/g, (_link, image, text, path) => (
  `${image}[${text}](${repository}/${image ? 'raw' : 'blob'}/main/${path})`
));
writeFileSync('.jsii', JSON.stringify(assembly, null, 2));
