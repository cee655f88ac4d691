import type { Catalogue } from '../client/catalogue.ts';
import type { Host } from '../ohif.d.ts';

/** The archive behind the data source in use: they bear the same name; else the gateway's default. */
export function archiveName({ catalogue, host }: { readonly catalogue: Catalogue; readonly host: Pick<Host, 'extensionManager'> }): string | undefined {
  const state = catalogue.store.get();
  if (state.status !== 'ready') return undefined;
  const inUse = host.extensionManager.getActiveDataSource()[0]?.getConfig().name;
  const { archives } = state.offer;
  return (archives.find((archive) => archive.name === inUse) ?? archives.find((archive) => archive.isDefault) ?? archives[0])?.name;
}
