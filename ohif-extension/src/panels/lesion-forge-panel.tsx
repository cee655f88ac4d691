import type { KeyboardEvent } from 'react';
import type { App } from '../app.ts';
import { RESEARCH_NOTICE } from '../id.ts';
import { useStore } from '../state/use-store.ts';
import { HistorySection } from './history-section.tsx';
import { Card, ProblemNote } from './parts.tsx';
import { SegmentSection } from './segment-section.tsx';
import { SeriesCard } from './series-card.tsx';
import { CSS } from './styles.ts';
import { SynthesizeSection } from './synthesize-section.tsx';

/** The right-hand panel. Shows state that lives in the app; holds none that matters. */
export function LesionForgePanel({ app }: { app: App }) {
  return (
    <div className="lf" data-cy="lesion-forge-panel" onKeyDown={(event) => undoKeys(app, event)}>
      <style>{CSS}</style>
      <header>
        <h2>Lesion Forge</h2>
        <p className="lf-notice">{RESEARCH_NOTICE}</p>
      </header>
      <SeriesCard app={app} />
      <GatewayTrouble app={app} />
      <SegmentSection app={app} />
      <SynthesizeSection app={app} />
      <HistorySection app={app} />
    </div>
  );
}

/** Ctrl+Z and Ctrl+Y inside the panel step through the tumors; elsewhere they are the host's, and in a text field the browser's. */
function undoKeys({ preview }: App, event: KeyboardEvent): void {
  const key = event.key.toLowerCase();
  const typing = event.target instanceof HTMLInputElement && event.target.type === 'text';
  if (typing || !(event.ctrlKey || event.metaKey) || (key !== 'z' && key !== 'y')) return;
  event.preventDefault();
  event.stopPropagation();
  if (key === 'y' || event.shiftKey) preview.desk.redo();
  else preview.desk.undo();
}

function GatewayTrouble({ app }: { app: App }) {
  const state = useStore(app.catalogue.store);
  if (state.status !== 'failed') return null;
  return (
    <Card name="gateway">
      <ProblemNote problem={state.failure} />
      <button type="button" style={{ marginTop: 8 }} onClick={() => void app.catalogue.load()}>
        Try again
      </button>
    </Card>
  );
}
