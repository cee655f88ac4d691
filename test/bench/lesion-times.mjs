/**
 * Times lesions on the built gateway, in a process of its own: a loader that keeps names would slow the voxel loops. Prints JSON:
 * surveyMs, lesions (generator, radiusMm, ms, peakMb). Processor time, shortest of some runs: other programs on the machine count less. Arguments: names of generators.
 */
const dist = new URL('../../gateway/dist/', import.meta.url);
const load = path => import(new URL(path, dist).href);
const [{ GENERATORS }, { generateInto }, { measureOrgan }, { checkParameters }, { cpuKernels }, { liver }] = await Promise.all(
  ['synthesis/generators/index.js', 'synthesis/generate-into.js', 'synthesis/survey/organ-statistics.js', 'synthesis/parameters.js', 'kernels/cpu.js', 'anatomy/organs/liver.js'].map(load),
);

/** Spacing of the lesions' scan, as the targets are written for. */
const SPACING_MM = 0.8;
const RADII_MM = [5, 15, 16, 32, 40];
/** So many different lesions; beyond them the first come again, when the engine has compiled every loop and the memory they need is there. */
const SEEDS = 24;
/** Half axes of an organ as large as an adult liver with room for the largest lesion, mm. */
const ORGAN_MM = [115, 85, 80];

/** An ellipsoid of 110 HU in fat with white noise of SD 12, in a scan of the given grid. */
function scan(dimensions, spacingMm) {
  const geometry = { dimensions, spacingMm, originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
  const centre = dimensions.map((n, axis) => (n * spacingMm[axis]) / 2);
  const hu = new Int16Array(dimensions[0] * dimensions[1] * dimensions[2]);
  const mask = new Uint8Array(hu.length);
  let state = 12_345;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) / 2 ** 24 - 0.5;
  };
  for (let k = 0, at = 0; k < dimensions[2]; k++)
    for (let j = 0; j < dimensions[1]; j++)
      for (let i = 0; i < dimensions[0]; i++, at++) {
        const [x, y, z] = [i, j, k].map((n, axis) => (n * spacingMm[axis] - centre[axis]) / ORGAN_MM[axis]);
        mask[at] = x * x + y * y + z * z < 1 ? 1 : 0;
        hu[at] = Math.round((mask[at] ? 110 : -90) + 12 * Math.sqrt(3) * (uniform() + uniform() + uniform() + uniform()));
      }
  return { ct: { geometry, voxels: hu }, organMask: { geometry, voxels: mask }, centreLps: centre };
}

/** Processor time, ms. */
async function shortest(times, work) {
  let best = Infinity;
  for (let n = -2; n < times; n++) {
    const start = process.cpuUsage();
    await work(n);
    const { user, system } = process.cpuUsage(start);
    if (n >= 0) best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

const whole = scan([512, 512, 170], [0.75, 0.75, 1.25]);
const surveyMs = await shortest(5, () => measureOrgan(whole.ct, whole.organMask));

const { ct, organMask, centreLps } = scan([340, 280, 250], [SPACING_MM, SPACING_MM, SPACING_MM]);
const { statistics } = measureOrgan(ct, organMask);
const tools = { signal: new AbortController().signal, kernels: cpuKernels };
const lesions = [];
for (const name of process.argv.slice(2)) {
  const generator = GENERATORS.find(each => each.name === name);
  for (const radiusMm of RADII_MM) {
    const make = seed => generateInto({ ct, organMask, organ: liver, statistics, generator, lesion: { centreLps, radiusMm, kind: liver.lesionKinds[0], phase: 'venous', parameters: checkParameters(generator, {}), seed } }, tools);
    const before = process.resourceUsage().maxRSS;
    const ms = await shortest(Math.max(24, Math.min(200, 1500 / radiusMm)), n => make((n % SEEDS) + 3));
    lesions.push({ generator: name, radiusMm, ms, peakMb: (process.resourceUsage().maxRSS - before) / 1024 });
  }
}
process.stdout.write(JSON.stringify({ surveyMs, lesions }));
