/**
 * The part of the host that this extension uses (OHIF 3.11 and later), written down here because the host publishes no types.
 * Everything arrives as an argument; nothing of the host is imported as a value.
 */
import type * as CornerstoneCore from '@cornerstonejs/core';
import type * as CornerstoneTools from '@cornerstonejs/tools';
import type { ComponentType } from 'react';

export interface Subscription {
  unsubscribe(): void;
}

export interface PubSub {
  readonly EVENTS: Readonly<Record<string, string>>;
  subscribe(event: string, listener: (detail: unknown) => void): Subscription;
}

/** One instance's naturalised DICOM metadata. */
export type InstanceMetadata = Readonly<Record<string, unknown>>;

export interface DisplaySet {
  readonly displaySetInstanceUID: string;
  readonly StudyInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly FrameOfReferenceUID?: string;
  readonly Modality: string;
  readonly SeriesNumber?: number | string;
  readonly SeriesDescription?: string;
  readonly imageIds?: readonly string[];
  readonly numImageFrames?: number;
  readonly instance?: InstanceMetadata;
  readonly instances?: readonly InstanceMetadata[];
  /** Segmentations: the image series they lie on. */
  readonly referencedDisplaySetInstanceUID?: string;
  /** Segmentations: parses the object into a labelmap. */
  load?(options: { headers: Readonly<Record<string, string>> }): Promise<unknown>;
}

export interface DisplaySetService extends PubSub {
  getDisplaySetByUID(uid: string): DisplaySet | undefined;
  getDisplaySetsForSeries(seriesUid: string): readonly DisplaySet[];
  getActiveDisplaySets(): readonly DisplaySet[];
}

export interface GridViewport {
  readonly viewportId: string;
  readonly displaySetInstanceUIDs?: readonly string[];
}

export interface ViewportGridService extends PubSub {
  getState(): { readonly activeViewportId: string; readonly viewports: ReadonlyMap<string, GridViewport> };
  getActiveViewportId(): string;
}

export type CornerstoneViewport = CornerstoneCore.Types.IStackViewport | CornerstoneCore.Types.IVolumeViewport;

export interface CornerstoneViewportService extends PubSub {
  getCornerstoneViewport(viewportId: string): CornerstoneViewport | undefined | null;
}

export interface SegmentationService extends PubSub {
  getSegmentation(segmentationId: string): unknown;
  setStyle(target: { segmentationId: string; type: 'Labelmap' }, style: { fillAlpha: number; fillAlphaInactive: number; outlineWidth: number }): void;
  getSegmentationRepresentations(viewportId: string): readonly { readonly segmentationId: string }[] | undefined;
  addSegmentationRepresentation(viewportId: string, options: { segmentationId: string; type: 'Labelmap' }): Promise<void>;
}

export interface NotificationOptions {
  readonly title: string;
  readonly message: string;
  readonly type: 'info' | 'success' | 'warning' | 'error';
  readonly duration?: number;
  readonly allowDuplicates?: boolean;
}

export interface Services {
  readonly displaySetService: DisplaySetService;
  readonly viewportGridService: ViewportGridService;
  readonly cornerstoneViewportService: CornerstoneViewportService;
  readonly segmentationService: SegmentationService;
  readonly toolbarService: PubSub & { refreshToolbarState(options: { viewportId: string }): void };
  readonly panelService: { activatePanel(panelId: string, forceActive?: boolean): void };
  readonly uiNotificationService: { show(options: NotificationOptions): unknown };
  readonly userAuthenticationService: { getAuthorizationHeader(): Readonly<Record<string, string>> | undefined };
}

export interface DataSource {
  getConfig(): { readonly name?: string };
  deleteStudyMetadataPromise(key: string): void;
  readonly retrieve: {
    readonly series: {
      metadata(query: { StudyInstanceUID: string; filters?: { seriesInstanceUID: readonly string[] } }): Promise<unknown>;
    };
  };
}

export interface ModuleEntry {
  readonly exports: { getCornerstoneLibraries(): Cornerstone };
}

export interface Cornerstone {
  readonly cornerstone: typeof CornerstoneCore;
  readonly cornerstoneTools: typeof CornerstoneTools;
}

export interface ExtensionManager {
  getActiveDataSource(): readonly (DataSource | undefined)[];
  getModuleEntry(id: string): ModuleEntry | undefined;
}

/** What every module getter and life-cycle hook receives. */
export interface Host {
  readonly servicesManager: { readonly services: Services };
  readonly extensionManager: ExtensionManager;
  readonly commandsManager: { runCommand(name: string, options?: unknown): unknown };
}

export interface PanelEntry {
  readonly name: string;
  readonly iconName: string;
  readonly iconLabel: string;
  readonly label: string;
  readonly component: ComponentType;
}

/** Verdict of a toolbar evaluator. */
export interface Evaluation {
  readonly disabled?: boolean;
  readonly disabledText?: string;
}

export interface ToolbarEntry {
  readonly name: string;
  evaluate(context: { viewportId?: string }): Evaluation;
}

export interface CommandsModule {
  readonly defaultContext: string;
  readonly definitions: Readonly<Record<string, { commandFn(options?: unknown): unknown }>>;
}

export interface ToolbarButton {
  readonly id: string;
  readonly uiType: 'ohif.toolButton';
  readonly props: {
    readonly icon: string;
    readonly label: string;
    readonly tooltip: string;
    readonly commands: unknown;
    readonly evaluate: unknown;
  };
}

export interface ModeContext {
  readonly servicesManager: {
    readonly services: {
      readonly toolbarService: {
        readonly sections: { readonly primary: string };
        updateSection(section: string, buttonIds: readonly string[]): void;
      };
    };
  };
}

/** A bundled mode's instance, of which ours is a variation. */
export interface ModeInstance {
  readonly id: string;
  readonly toolbarButtons: readonly unknown[];
  readonly routes: readonly ModeRoute[];
  onModeEnter(this: unknown, context: ModeContext): void;
  readonly [key: string]: unknown;
}

export interface ModeRoute {
  readonly path: string;
  readonly layoutInstance: { readonly id: string; readonly props: { readonly rightPanels: readonly string[]; readonly [key: string]: unknown } };
  readonly [key: string]: unknown;
}

export interface ModeFactoryTools {
  loadModules(names: readonly string[]): Promise<readonly { readonly modeInstance: ModeInstance }[]>;
}
