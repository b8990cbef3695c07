import { DAYS_PARAMETER, PageData } from '../data.js';
import { Chosen } from './chosen.js';
import { element } from './dom.js';
import { sheet } from './sheet.js';
import { tabs } from './tabs.js';
import { currentTheme, onThemeChange } from './theme.js';
import { chosenText } from './value-text.js';

const data = JSON.parse(document.getElementById('data')!.textContent!) as PageData;
const chosen = new Chosen(data.parameters);
const status = element('p', { class: 'sr-only', role: 'status' });
const placeOf = (sheetId: string) => data.sheets.findIndex(({ id }) => id === sheetId);
const sheets = data.sheets.map((head) => sheet(head, data, chosen, {
  nameOf: (sheetId) => data.sheets[placeOf(sheetId)].name,
  follow: ({ sheet: sheetId, choices }) => {
    const index = placeOf(sheetId);
    bar.show(index);
    chosen.set(choices);
    sheets[index].node.focus();
    window.scrollTo({ top: 0 });
  },
}));
let shown = 0;

// Only the sheet that is seen is drawn, and of it what has changed.
const draw = () => sheets[shown]?.draw(currentTheme(data.colours));
const bar = tabs(sheets.map(({ node }, index) => ({ id: data.sheets[index].id, name: data.sheets[index].name, panel: node })), (index) => {
  shown = index;
  void draw();
});
document.getElementById('page')!.replaceChildren(
  ...sheets.length > 1 ? [bar.node] : [], element('main', {}, ...sheets.map(({ node }) => node)), status);

bar.show(0);
onThemeChange(draw);
sheets.forEach(({ selection }, index) => selection.onChange(async (before) => {
  await draw();
  const { name } = data.sheets[index];
  const { picked } = selection;
  status.textContent = picked ? `${name} is filtered by ${picked.text}, from ${picked.visual.title}.` : `${name} is no longer filtered by ${before?.text}.`;
}));
document.addEventListener('keydown', ({ key, defaultPrevented }) => {
  // A list that is open closes first.
  if (key === 'Escape' && !defaultPrevented) {
    sheets[shown].selection.clear();
  }
});
chosen.onChange(async (parameters) => {
  await draw();
  const { name, controls } = data.sheets[shown];
  const changes = controls.filter(({ parameter }) => parameters.includes(parameter))
    .map(({ title, parameter }) => `${parameter === DAYS_PARAMETER ? '' : `${title}: `}${chosenText(parameter, chosen.choices[parameter])}`);
  status.textContent = `${name} is shown with ${changes.join(', ')}.`;
});
