/** The first parameters of a kernel on a grid. */
@unmanaged
export class Grid {
  columns: f64;
  rows: f64;
  slices: f64;
  unused: f64;
}
