import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Fence } from './markdown';
import { Page } from './markdown';
import { ROOT } from './public-api';

const LIBRARY = 'cdk-api-usage-analytics';
const FIXTURE = 'rosetta/default.ts-fixture';

/** A line of what is compiled, and the one of the page that it is; none for the fixture's. */
interface Line {
  readonly text: string;
  readonly of?: number;
}

/** The imports of a text, a line for each name, and the text without them. */
interface Parts {
  readonly imports: ReadonlyMap<string, Line>;
  readonly lines: readonly Line[];
}

/** @param first The number of the text's first line; none for the fixture */
function partsOf(text: string, first?: number): Parts {
  const source = ts.createSourceFile('part.ts', text, ts.ScriptTarget.ES2022, true);
  const lineOf = (index: number) => first === undefined ? undefined : first + index;
  const imports = new Map<string, Line>();
  let rest = text;
  source.statements.filter(ts.isImportDeclaration).forEach((statement) => {
    const from = statement.moduleSpecifier.getText();
    for (const binding of bindingsOf(statement)) {
      const name = ts.isNamespaceImport(binding) ? binding.getText() : `{ ${binding.getText()} }`;
      const { line } = source.getLineAndCharacterOfPosition(binding.getStart());
      imports.set(binding.name.text, { text: `import ${name} from ${from};`, of: lineOf(line) });
    }
    const [start, end] = [statement.getStart(), statement.end];
    rest = rest.slice(0, start) + rest.slice(start, end).replace(/./g, ' ') + rest.slice(end);
  });
  return { imports, lines: rest.split('\n').map((line, index) => ({ text: line, of: lineOf(index) })) };
}

function bindingsOf({ importClause }: ts.ImportDeclaration): readonly (ts.NamespaceImport | ts.ImportSpecifier)[] {
  const bindings = importClause?.namedBindings;
  return bindings === undefined ? [] : ts.isNamespaceImport(bindings) ? [bindings] : bindings.elements;
}

const fixture = partsOf(readFileSync(join(ROOT, FIXTURE), 'utf8'));

/** What is compiled of a page. A block that imports the library is an app as it stands; the others are parts of one stack. */
function modulesOf(page: Page): Line[][] {
  const blocks = page.fences.filter(({ info }) => info === 'ts');
  const isApp = ({ lines }: Fence) => lines.some((line) => line.startsWith('import ') && line.includes(`'${LIBRARY}'`));
  const apps = blocks.filter(isApp).map(({ line, lines }) => lines.map((text, index) => ({ text, of: line + 2 + index })));
  const parts = blocks.filter((block) => !isApp(block));
  return parts.length > 0 ? [...apps, inStack(parts)] : apps;
}

/** In the fixture. Each block is within the scope of those above it, whose names it knows, and may have its own for another thing. */
function inStack(blocks: readonly Fence[]): Line[] {
  const parts = blocks.map(({ line, lines }) => partsOf(lines.join('\n'), line + 2));
  const here = fixture.lines.findIndex(({ text }) => text.trim() === '/// here');
  return [
    // an import of the page takes the place of the fixture's with that name
    ...new Map([fixture, ...parts].flatMap(({ imports }) => [...imports])).values(),
    ...fixture.lines.slice(0, here),
    ...parts.flatMap(({ lines }) => [{ text: '{' }, ...lines]),
    ...parts.map(() => ({ text: '}' })),
    ...fixture.lines.slice(here + 1),
  ];
}

/** The compiler's sentences on the pages, each with its line, by the pages' names. */
function faultsOf(pages: ReadonlyMap<string, Page>): Map<string, string[]> {
  const modules = [...pages].flatMap(([page, content]) => modulesOf(content).map((lines, index) => ({ page, lines, file: join(ROOT, 'docs', `${page}.${index}.ts`) })));
  const program = compiled(new Map(modules.map(({ file, lines }) => [file, lines.map(({ text }) => text).join('\n')])));
  const faults = new Map([...pages.keys()].map((page) => [page, [] as string[]]));
  for (const { page, lines, file } of modules) {
    const source = program.getSourceFile(file)!;
    for (const { start, messageText } of [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]) {
      const { of } = lines[source.getLineAndCharacterOfPosition(start!).line];
      faults.get(page)!.push(`${of === undefined ? FIXTURE : `line ${of}`}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
    }
  }
  return faults;
}

/** As strict as the tests, but what is declared need not be used. */
function compiled(files: ReadonlyMap<string, string>): ts.Program {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.dev.json'), ts.sys.readFile).config;
  const { options } = ts.convertCompilerOptionsFromJson({
    ...config.compilerOptions,
    noEmit: true,
    noUnusedLocals: false,
    lib: ['es2022'], // a browser's global names would stand for those that a block has forgotten
    paths: { [LIBRARY]: [join(ROOT, 'src/index.ts')] },
  }, ROOT);
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile, readFile } = host;
  return ts.createProgram([...files.keys()], options, {
    ...host,
    fileExists: (file) => files.has(file) || fileExists(file),
    readFile: (file) => files.get(file) ?? readFile(file),
    getSourceFile: (file, language, ...others) =>
      files.has(file) ? ts.createSourceFile(file, files.get(file)!, language) : getSourceFile(file, language, ...others),
  });
}

const blocks = (...codes: string[]) => new Page(codes.map((code) => `Text\n\`\`\`ts\n${code}\n\`\`\`\n`).join(''));

/** The README's are compiled by jsii-rosetta, which knows no other pages. */
const PAGES = new Map(readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md')).sort()
  .map((file) => [file, Page.read(join(ROOT, 'docs', file))] as const).filter(([, page]) => modulesOf(page).length > 0));

const CASES: [name: string, page: Page, faults: unknown[]][] = [
  ['a setting that there is not', blocks("new ApiUsageAnalytics(this, 'Analytics', {\n  logRetentions: Duration.days(1),\n});"),
    [expect.stringMatching(/^line 4: .*'logRetentions' does not exist in type 'ApiUsageAnalyticsProps'/)]],
  ['a value of another type', blocks("new ApiUsageAnalytics(this, 'Analytics', { logRetention: 1 });"), ["line 3: Type 'number' is not assignable to type 'Duration'."]],
  ['a name that is not imported', blocks('TimeZone.ETC_UTC;'), ["line 3: Cannot find name 'TimeZone'."]],
  ['a name of the browser', blocks('history.back();'), ["line 3: Cannot find name 'history'."]],
  ['a type that is left out', blocks('const same = (it) => it;'), ["line 3: Parameter 'it' implicitly has an 'any' type."]],
  ['an import that there is not', blocks("import {\n  App,\n  Nothing,\n} from 'aws-cdk-lib';"), ["line 5: Module '\"aws-cdk-lib\"' has no exported member 'Nothing'."]],
  ['a sentence that breaks off', blocks('const twice = ;'), ['line 3: Expression expected.']],
  ['a name of a later block', blocks('later;', 'const later = 1;'), ["line 3: Cannot find name 'later'."]],
  ['names of a former block, in the second', blocks('const former = 1;', 'former.toFixed();\nformer.length;'),
    ["line 8: Property 'length' does not exist on type '1'."]],
  ['an app that lacks what the fixture has', blocks(`import { UsageCatalog } from '${LIBRARY}';\n\nnew UsageCatalog(stack, 'Catalog', { bucket });`),
    ["line 5: Cannot find name 'stack'.", "line 5: No value exists in scope for the shorthand property 'bucket'. Either declare one or provide an initializer."]],
  ['nothing where all is well', blocks(
    "import { aws_iam as iam, aws_sqs as sqs } from 'aws-cdk-lib';\n\nconst api = new sqs.Queue(this, 'Queue');\napi.grantPurge(new iam.AccountRootPrincipal());",
    'const stage = api.queueName;',
    "const api = 'another';",
  ), []],
];

describe('the TypeScript in the docs', () => {
  let faults: Map<string, string[]>;
  beforeAll(() => {
    faults = faultsOf(new Map([...PAGES, ...CASES.map(([name, page]) => [name, page] as const)]));
  });

  test.each([...PAGES.keys()])('of %s compiles', (page) => {
    expect(faults.get(page)!.map((fault) => `docs/${page}, ${fault}`)).toEqual([]);
  });

  test('is found', () => {
    expect([...PAGES.keys()]).toEqual(expect.arrayContaining(['first-app.md', 'forwarders.md', 'lake-formation.md']));
  });

  test.each(CASES)('is checked: %s', (name, _, expected) => {
    expect(faults.get(name)).toEqual(expected);
  });
});
