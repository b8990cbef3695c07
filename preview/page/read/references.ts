import type { Control } from './controls';
import type { Dashboard } from './definition';
import type { Filter } from './filters';
import type { Parameter } from './parameters';
import type { Sheet } from './sheet';

/** Ids are unique, and whatever a definition names is there: QuickSight shows nothing, or an error, for the rest. */
export function checkReferences(dashboard: Dashboard): void {
  const { sheets, filters, parameters, daysParameter } = dashboard;
  const visuals = sheets.flatMap((sheet) => sheet.visuals);
  const controls = sheets.flatMap((sheet) => sheet.controls);
  checkUnique('sheets', sheets.map(({ id }) => id));
  checkUnique('visuals', visuals.map(({ id }) => id));
  checkUnique('controls', controls.map(({ id }) => id));
  checkUnique('parameters', parameters.map(({ name }) => name));
  controls.forEach((control) => checkControl(control, parameters));
  filters.forEach((filter) => checkFilter(filter, dashboard));
  for (const { label, sheet, sets, path } of visuals.flatMap(({ actions }) => actions)) {
    sheetOf(sheet, sheets, path);
    sets.forEach(({ parameter }) => parameterOf(parameter, parameters, 'text', `${path} '${label}'`));
  }
  if (daysParameter !== undefined && parameterOf(daysParameter, parameters, 'number', 'Definition.CalculatedFields').defaults[0] as number < 1) {
    refuse('Definition.ParameterDeclarations', `'${daysParameter}' is a number of days, at least 1`);
  }
}

function checkUnique(what: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    refuse('Definition', `it has more than one of its ${what} called '${twice}'`);
  }
}

function checkControl({ parameter: name, multiple, values, path }: Control, parameters: readonly Parameter[]): void {
  const parameter = parameterOf(name, parameters, undefined, path);
  if (parameter.multiple !== multiple) {
    refuse(path, `it offers ${multiple ? 'several values' : 'one value'}, and '${name}' takes ${multiple ? 'one' : 'several'}`);
  }
  if (parameter.type === 'number' && !(Array.isArray(values) && values.length > 0 && values.every((value) => /^[1-9]\d*$/.test(value)))) {
    refuse(path, `'${name}' is a whole number from 1, and its control offers other values`);
  }
}

function checkFilter(filter: Filter, { sheets, parameters }: Dashboard): void {
  const { column: { dataset, path }, scope } = filter;
  for (const [sheetId, visualIds] of scope) {
    const { visuals } = sheetOf(sheetId, sheets, path);
    for (const id of visualIds) {
      const visual = visuals.find((candidate) => candidate.id === id) ?? refuse(path, `sheet '${sheetId}' has no visual '${id}'`);
      if (visual.dataset !== dataset) {
        refuse(path, `visual '${id}' is of dataset '${visual.dataset}', and the filter is of '${dataset}'`);
      }
    }
  }
  if (filter.kind === 'parameter') {
    parameterOf(filter.parameter, parameters, 'text', path);
  }
}

function sheetOf(id: string, sheets: readonly Sheet[], path: string): Sheet {
  return sheets.find((sheet) => sheet.id === id) ?? refuse(path, `there is no sheet '${id}'`);
}

function parameterOf(name: string, parameters: readonly Parameter[], type: Parameter['type'] | undefined, path: string): Parameter {
  const parameter = parameters.find((candidate) => candidate.name === name);
  if (parameter === undefined || type !== undefined && parameter.type !== type) {
    refuse(path, parameter ? `parameter '${name}' is a ${parameter.type}, and a ${type} is needed` : `there is no parameter '${name}'`);
  }
  return parameter;
}

function refuse(path: string, reason: string): never {
  throw new Error(`The preview cannot draw ${path}: ${reason}.`);
}
