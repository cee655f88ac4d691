/** What is told about the voxels of a shape. */
export interface ShapeVisitor {
  /** Voxels `from` to `to` (exclusive) of a row lie inside for every level asked about. */
  inside(from: number, to: number): void;
  /** The surface may pass through these voxels of a row; the values of their sub-samples follow one another from the first voxel's on. */
  near(from: number, to: number, values: Int32Array): void;
}
