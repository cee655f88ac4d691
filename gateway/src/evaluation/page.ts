import { escapeXml } from './plots/svg.ts';

/** One self-contained page: no script, nothing loaded from anywhere. `body` is HTML. */
export const htmlPage = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeXml(title)}</title><style>${STYLE}</style>
<h1>${escapeXml(title)}</h1><p class="use">Research use only. Not a medical device.</p>
${body}</html>\n`;

/** A table; cells are HTML. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<div class="wide"><table><tr>${head.map(cell => `<th>${cell}</th>`).join('')}</tr>${rows.map(row => `<tr>${row.map(cell => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table></div>`;

/** A picture that lies in the page itself. `caption` is HTML. */
export const pngFigure = (png: Uint8Array, { alt, caption }: { readonly alt: string; readonly caption: string }): string =>
  `<figure><img alt="${escapeXml(alt)}" src="data:image/png;base64,${Buffer.from(png).toString('base64')}"><figcaption>${caption}</figcaption></figure>`;

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b2430}h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2.2rem}h3{font-size:1rem;margin-bottom:.3rem}
.use{background:#fff4d6;border-left:4px solid #d99a00;padding:.5rem 1rem}.note{color:#55606e;font-size:.9rem}.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
td,th{padding:.25rem .8rem;border-bottom:1px solid #dde3ea;text-align:right;white-space:nowrap}th{vertical-align:bottom;white-space:normal}td:first-child,th:first-child{text-align:left}
.key{display:flex;flex-wrap:wrap;gap:.8rem;padding:0}.key li{list-style:none;flex:1 1 9rem;border:1px solid #dde3ea;border-radius:.5rem;padding:.6rem .9rem}.key b{display:block;font-size:1.35rem;font-weight:600}.key small{color:#55606e;display:block}
svg{max-width:100%;height:auto;font:12px system-ui,sans-serif}.grid{stroke:#e3e8ee}.zero{stroke:#8a97a6}.bar{stroke:#2463a8;stroke-width:2}.limit{stroke:#2463a8;stroke-dasharray:5 4}.dot{fill:#2463a8}.bar.second{stroke:#c2571a}.dot.second{fill:#c2571a}.tick{fill:#55606e}.light{fill:#fff}.big{font-size:16px;font-weight:600}
.pictures{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0;max-width:30rem}img{max-width:100%;background:#000}figcaption{font-size:.9rem}
.green{color:#1d8a4a;font-weight:600}.magenta{color:#c0148c;font-weight:600}`;
