import type { App } from '../app.ts';
import { RESEARCH_NOTICE } from '../id.ts';

export function LesionForgePanel({ app }: { app: App }) {
  return <section aria-label="Lesion Forge">{RESEARCH_NOTICE}{app.target.get().reason}</section>;
}
