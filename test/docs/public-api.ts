import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as ts from 'typescript';

export const ROOT = resolve(__dirname, '../..');

/** An interface of the public API, with its own properties. */
export interface Settings {
  readonly name: string;
  readonly properties: readonly Property[];
  /** The interfaces whose properties it has as well. */
  readonly parents: readonly string[];
}

export interface Property {
  readonly name: string;
  readonly required: boolean;
  /** What stands behind `@default`. */
  readonly default?: string;
}

/** The interfaces that src/index.ts exports, by name. By the text of the sources: the assembly of jsii is not there in a fresh clone. */
export function exportedInterfaces(index = join(ROOT, 'src/index.ts')): Map<string, Settings> {
  const found = new Map<string, Settings>();
  for (const statement of parsed(index).statements) {
    if (ts.isExportDeclaration(statement)) {
      const module = resolve(dirname(index), `${(statement.moduleSpecifier as ts.StringLiteral).text}.ts`);
      const names = statement.exportClause && (statement.exportClause as ts.NamedExports).elements.map(({ name }) => name.text);
      interfacesIn(module).filter(({ name }) => !names || names.includes(name)).forEach((settings) => found.set(settings.name, settings));
    }
  }
  return found;
}

export function parsed(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
}

function interfacesIn(file: string): Settings[] {
  return parsed(file).statements.filter(ts.isInterfaceDeclaration)
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .filter((declaration) => !tagOf(declaration, 'internal'))
    .map((declaration) => ({
      name: declaration.name.text,
      properties: declaration.members.filter(ts.isPropertySignature).map(propertyOf),
      parents: (declaration.heritageClauses ?? []).flatMap(({ types }) => types.map(({ expression }) => expression.getText())),
    }));
}

function propertyOf(property: ts.PropertySignature): Property {
  const tag = tagOf(property, 'default');
  return { name: property.name.getText(), required: !property.questionToken, default: tag && ts.getTextOfJSDocComment(tag.comment) };
}

function tagOf(node: ts.Node, name: string): ts.JSDocTag | undefined {
  return ts.getJSDocTags(node).find(({ tagName }) => tagName.text === name);
}
