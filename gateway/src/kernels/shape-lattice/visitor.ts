/** What is told about the voxels of a shape. */
export interface ShapeVisitor {
  /** Voxels `from` to `to` (exclusive) of a row lie inside for every level asked about. */
  inside(from: number, to: number): void;
  /** The surface may pass through this voxel; its sub-samples' values begin at `values[at]`. */
  near(voxel: number, values: Int32Array, at: number): void;
}
