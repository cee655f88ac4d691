import type { PubSub, Services, Subscription } from '../ohif.d.ts';
import { createStore, type Store } from '../state/store.ts';
import { activeTarget, sameTarget, type ActiveTarget } from './active-target.ts';

export type TargetStore = Store<ActiveTarget>;

export const createTarget = (): TargetStore => createStore<ActiveTarget>({ reason: 'No study is open.' });

/** Keeps the store at the series of the active viewport. Returns the function that stops it. */
export function watchTarget(services: Services, store: TargetStore): () => void {
  const refresh = (): void => {
    const next = readTarget(services);
    if (!sameTarget(next, store.get())) store.set(next);
  };
  const { viewportGridService: grid, displaySetService: displaySets, cornerstoneViewportService: viewports } = services;
  const subscriptions = [
    ...listen(grid, ['ACTIVE_VIEWPORT_ID_CHANGED', 'GRID_STATE_CHANGED', 'LAYOUT_CHANGED', 'VIEWPORTS_READY'], refresh),
    ...listen(displaySets, ['DISPLAY_SETS_ADDED', 'DISPLAY_SETS_CHANGED'], refresh),
    ...listen(viewports, ['VIEWPORT_DATA_CHANGED'], refresh),
  ];
  refresh();
  return () => {
    for (const subscription of subscriptions) subscription.unsubscribe();
    store.set({ reason: 'No study is open.' });
  };
}

/** Subscribes to those of the named events that this version of the host has. */
export function listen(source: PubSub, names: readonly string[], listener: () => void): Subscription[] {
  return names.flatMap((name) => {
    const event = source.EVENTS[name];
    return event === undefined ? [] : [source.subscribe(event, listener)];
  });
}

/** The host's services exist before their implementations do. */
function readTarget(services: Services): ActiveTarget {
  try {
    return activeTarget(services);
  } catch {
    return { reason: 'The viewer is still starting.' };
  }
}
