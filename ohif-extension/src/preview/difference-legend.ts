import { differenceColour, FULL_HU } from './difference-colours.ts';

const STEPS = 24;

/** A bar of the difference's colours with its ends in HU. */
export function differenceLegend(): HTMLElement {
  const legend = document.createElement('div');
  legend.setAttribute('data-cy', 'lesion-forge-difference-legend');
  Object.assign(legend.style, {
    position: 'absolute', right: '10px', bottom: '76px', padding: '4px 8px', borderRadius: '3px', background: 'rgba(0, 0, 0, 0.7)',
    color: '#fff', font: '12px/1.3 Inter, Arial, sans-serif', textAlign: 'center',
  });
  const colours = Array.from({ length: STEPS + 1 }, (_, n) => {
    const [r, g, b, a] = differenceColour(FULL_HU * ((2 * n) / STEPS - 1));
    return `rgba(${r}, ${g}, ${b}, ${a / 255})`;
  });
  const bar = document.createElement('div');
  Object.assign(bar.style, { width: '150px', height: '9px', margin: '3px 0', background: `linear-gradient(90deg, ${colours.join(', ')}), #555` });
  const ends = document.createElement('div');
  Object.assign(ends.style, { display: 'flex', justifyContent: 'space-between' });
  for (const text of [`\u2212${FULL_HU}`, '0', `+${FULL_HU} HU`]) {
    const end = document.createElement('span');
    end.textContent = text;
    ends.append(end);
  }
  legend.append('Synthetic minus acquired', bar, ends);
  return legend;
}
