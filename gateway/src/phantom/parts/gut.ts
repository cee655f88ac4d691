import type { Vec3 } from '../../volume/geometry.ts';
import type { Body } from '../body.ts';
import { PHANTOM_LABELS, type Part } from '../part.ts';
import { blend, ellipsoid, remembering, roughen, tube, type Shape } from '../shape.ts';
import { insideRibs } from './liver.ts';

/** Stomach, duodenum, small bowel and colon, with fluid, stool and air that rises to the front. */
export function gutParts(body: Body): Part[] {
  return [...smallBowel(body), ...colon(body), ...duodenum(body), ...stomach(body)];
}

/** Wall, content, and air in front of `levelY`, by the depth below the outer surface. */
function hollow(body: Body, shape: Shape, what: { wallMm: number; content: Part['hu']; levelY: number; label?: number }): Part[] {
  const remembered = remembering(shape);
  const { wallMm, content, levelY } = what;
  const inside = (x: number, y: number, z: number) => {
    const fluid = typeof content === 'number' ? content : content(x, y, z);
    const air = Math.min(1, Math.max(0, levelY - y + 0.5));
    return fluid + air * (-985 - fluid);
  };
  const hu = (x: number, y: number, z: number) => {
    const share = Math.min(1, Math.max(0, -remembered.last - wallMm + 0.5));
    return share === 0 ? body.tissue.bowelWall : body.tissue.bowelWall + share * (inside(x, y, z) - body.tissue.bowelWall);
  };
  return [{ shape: remembered, hu, ...(what.label === undefined ? {} : { label: what.label }) }];
}

function stomach(body: Body): Part[] {
  const { random, fields } = body;
  const bag = blend([
    ellipsoid([58, 12, 54], [36, 36, 34]),
    ellipsoid([62, -22, 34], [30, 34, 34], [0.15, 0]),
    ellipsoid([44, -54, 4], [30, 20, 26]),
    ellipsoid([8, -52, -18], [28, 15, 15]),
  ], 18);
  const content = random.between(8, 30);
  const food = (x: number, y: number, z: number) => content + 22 * Math.max(0, fields.fine(x, y, z)) * (y > -20 ? 1 : 0.3);
  return hollow(body, roughen(insideRibs(bag, body, 4), fields.medium, 2), { wallMm: 4.2, content: food, levelY: random.between(-62, -40), label: PHANTOM_LABELS.stomach });
}

function duodenum(body: Body): Part[] {
  const loop = tube([[-22, -44, -16], [-36, -20, -22], [-36, -4, -60], [-12, 2, -72], [20, 2, -66]], [12, 12, 12, 10, 10], 6);
  return hollow(body, roughen(loop, body.fields.fine, 2), { wallMm: 2.6, content: 26, levelY: -200 });
}

function smallBowel(body: Body): Part[] {
  const { random, fields } = body;
  return Array.from({ length: 40 }, () => {
    let at: Vec3 = [random.between(-80, 90), random.between(-66, -6), random.between(-185, -48)];
    const points = [at];
    for (let n = 0; n < 4; n++) {
      at = [clamp(at[0] + 22 * random.normal(), 92), clamp(at[1] + 10 * random.normal() + 32, 36) - 32, at[2] + 12 * random.normal()];
      points.push(at);
    }
    const r = random.between(9, 15);
    const shape = roughen(insideRibs(tube(points, points.map(() => r), 5), body, 5), fields.fine, 2);
    const gassy = random.next() < 0.22;
    return hollow(body, shape, { wallMm: 2.4, content: random.between(14, 48), levelY: gassy ? (at[1] - r * 0.1) : -400 });
  }).flat();
}

const clamp = (v: number, limit: number) => Math.max(-limit, Math.min(limit, v));

function colon(body: Body): Part[] {
  const { random, fields } = body;
  const tubes = [
    tube([[-108, 22, -190], [-110, 24, -120], [-98, 16, -74]], [25, 24, 21], 10),
    tube([[-96, -4, -70], [-60, -60, -72], [0, -74, -66], [56, -66, -40], [96, -14, 2]], [19, 18, 18, 18, 17], 10),
    tube([[104, 14, -6], [114, 36, -60], [116, 38, -190]], [16, 15, 15], 10),
  ];
  return tubes.flatMap((shape, n) => {
    const stool = (x: number, y: number, z: number) => {
      const bubble = fields.fine(x * 1.6, y * 1.6, z * 1.6);
      return bubble > 0.38 ? -420 : 40 + 34 * bubble + 20 * fields.grain(x, y, z);
    };
    const haustra = roughen(insideRibs(shape, body, 4), fields.medium, 4.5);
    return hollow(body, haustra, { wallMm: 2.6, content: stool, levelY: [4, -66, 28][n] as number + random.between(-6, 6) });
  });
}
