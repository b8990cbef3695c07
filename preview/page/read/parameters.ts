import type { DefinitionNode } from './definition-node';

/** What a reader can set. */
export interface Parameter {
  readonly name: string;
  readonly multiple: boolean;
  /** The values that it has at first. Of texts, none lets all values through. */
  readonly defaults: readonly (string | number)[];
  readonly type: 'number' | 'text';
}

export function readParameter(node: DefinitionNode): Parameter {
  return node.variant<Parameter>({
    IntegerParameterDeclaration: (declaration) => {
      declaration.word('ParameterValueType', 'SINGLE_VALUED');
      const defaults = readDefaults(declaration, (values) => values.numbers('StaticValues'));
      if (defaults.length !== 1) {
        declaration.refuse(`a number has one value at first, not ${defaults.length}`);
      }
      return { name: readName(declaration), multiple: false, type: 'number', defaults };
    },
    StringParameterDeclaration: (declaration) => {
      const multiple = declaration.word('ParameterValueType', 'SINGLE_VALUED', 'MULTI_VALUED') === 'MULTI_VALUED';
      return { name: readName(declaration), multiple, type: 'text', defaults: readDefaults(declaration, (values) => values.texts('StaticValues')) };
    },
  });
}

function readDefaults<T>(declaration: DefinitionNode, read: (values: DefinitionNode) => T): T {
  const node = declaration.object('DefaultValues');
  const values = read(node);
  node.end();
  return values;
}

function readName(declaration: DefinitionNode): string {
  const unset = declaration.object('ValueWhenUnset');
  unset.word('ValueWhenUnsetOption', 'RECOMMENDED_VALUE');
  unset.end();
  return declaration.text('Name');
}
