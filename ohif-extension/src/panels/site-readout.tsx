import type { App } from '../app.ts';
import { siteHere } from '../jobs/start-synthesize.ts';
import { formatLps } from '../results/format-finding.ts';
import { jumpTo } from '../results/jump-to.ts';
import { SPHERE_TOOL_NAME } from '../tools/sphere-tool.ts';
import { TOOL_GROUPS } from '../tools/tool-groups.ts';
import { useStore } from '../state/use-store.ts';

/** Where the tumour will be put, with a way there and a way to forget it. */
export function SiteReadout({ app }: { app: App }) {
  useStore(app.site);
  useStore(app.target);
  const site = siteHere(app);
  const mark = (): unknown => app.host.commandsManager.runCommand('setToolActiveToolbar', { toolName: SPHERE_TOOL_NAME, toolGroupIds: TOOL_GROUPS });
  return (
    <div className="lf-field">
      <span className="lf-label">Site</span>
      <p data-cy="lesion-forge-site" className={site ? '' : 'lf-muted'}>
        {site ? formatLps(site.centreLps) : 'Not marked: a legal place is drawn from the seed.'}
      </p>
      <div className="lf-row" style={{ marginTop: 4 }}>
        <button type="button" data-cy="lesion-forge-mark-site" title="Then click the image, or drag to set the radius" onClick={mark}>
          {site ? 'Move' : 'Mark in image'}
        </button>
        {site && (
          <button type="button" onClick={() => jumpTo(app.host, site.centreLps, site.frameOfReferenceUid)}>
            Show
          </button>
        )}
        {site && (
          <button type="button" data-cy="lesion-forge-clear-site" onClick={() => app.site.set({})}>
            Clear
          </button>
        )}
      </div>
    </div>
  );
}
