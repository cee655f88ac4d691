import type { App } from '../app.ts';
import type { Cornerstone, ToolbarButton } from '../ohif.d.ts';

/** One entry of the toolbar with all that belongs to it. */
export interface ViewerTool {
  readonly button: ToolbarButton;
  readonly command: { readonly name: string; run(app: App): unknown };
  /** Interactive tool to add to the viewports; its name is the button's id. */
  readonly tool?: { readonly name: string; create(cornerstone: Cornerstone, app: App): unknown };
}
