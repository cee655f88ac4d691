import type { App } from '../app.ts';
import type { PlacedLesion } from '../preview/scene.ts';
import { jumpTo } from '../results/jump-to.ts';
import { useStore } from '../state/use-store.ts';

/** The tumors placed so far; pressing one brings it back into the form and into view. */
export function LesionList({ app }: { app: App }) {
  const { lesions, activeId } = useStore(app.preview.desk.scene);
  const state = useStore(app.preview.store);
  const { desk } = app.preview;
  const select = ({ id, site }: PlacedLesion): void => {
    if (id !== activeId) desk.select(id);
    jumpTo(app.host, site.centreLps, site.frameOfReferenceUid);
  };
  return (
    <>
      <ol className="lf-lesions" aria-label="Tumors" data-cy="lesion-forge-lesions">
        {lesions.map((lesion, n) => (
          <li key={lesion.id} className="lf-row">
            <button type="button" className="lf-finding" data-cy={`lesion-forge-lesion-${n + 1}`} aria-current={lesion.id === activeId} title="Edit this tumor and show it" onClick={() => select(lesion)}>
              <span className="lf-row lf-spread">
                <span className="lf-strong">Tumor {n + 1}</span>
                <span>{describe(lesion, state.lesions.get(lesion.id)?.failure !== undefined)}</span>
              </span>
            </button>
            <button type="button" data-cy={`lesion-forge-delete-${n + 1}`} aria-label={`Delete tumor ${n + 1}`} title="Delete this tumor" onClick={() => desk.remove(lesion.id)}>
              {'\u00D7'}
            </button>
          </li>
        ))}
      </ol>
      <div className="lf-row lf-tools">
        <button type="button" data-cy="lesion-forge-add" disabled={activeId === undefined} title="Keep this tumor; the next click in the image places another" onClick={() => desk.add()}>
          Add another
        </button>
        <button type="button" data-cy="lesion-forge-reseed" disabled={activeId === undefined} title="The same tumor from another seed" onClick={() => desk.reseed()}>
          New look
        </button>
        <button type="button" data-cy="lesion-forge-clear-all" onClick={() => app.preview.clear()}>
          Clear all
        </button>
      </div>
      {activeId === undefined && <p className="lf-hint">Click or drag in the image to place the next tumor.</p>}
    </>
  );
}

const describe = ({ form: { radiusText } }: PlacedLesion, failed: boolean): string => (failed ? 'not possible' : `r ${radiusText} mm`);
