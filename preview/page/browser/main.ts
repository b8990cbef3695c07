import { PageData } from '../data.js';
import { element } from './dom.js';
import { sheet } from './sheet.js';
import { tabs } from './tabs.js';
import { currentTheme, onThemeChange } from './theme.js';

const data = JSON.parse(document.getElementById('data')!.textContent!) as PageData;
const page = document.getElementById('page')!;
const sheets = data.sheets.map(sheet);
let shown = 0;

// Only the sheet that is seen is drawn.
const draw = () => sheets[shown]?.draw(currentTheme(data.colours));
const main = element('main', {}, ...sheets.map(({ node }) => node));
page.replaceChildren(main);

if (sheets.length > 1) {
  const items = sheets.map(({ node }, index) => ({ id: data.sheets[index].id, name: data.sheets[index].name, panel: node }));
  main.before(tabs(items, (index) => {
    shown = index;
    draw();
  }));
} else {
  draw();
}
onThemeChange(draw);
