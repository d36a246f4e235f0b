import { describe, expect, it, jest } from '@jest/globals';
import { type Box, holdsCentreOf } from '../../src/box.ts';
import type { Candidate, FaceFinder } from '../../src/faces/blazeface.ts';
import { detectFaces } from '../../src/faces/detect.ts';
import type { MeshFinder } from '../../src/faces/facemesh.ts';

const photo = { data: new Uint8Array(), width: 1600, height: 1600 };
const square = (x: number, y: number, edge: number): Box => ({
  left: x - edge / 2,
  top: y - edge / 2,
  right: x + edge / 2,
  bottom: y + edge / 2,
});

const middleOf = (box: Box) => ({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });

/** Sees a face in every region that holds its centre, as a finder does that is never wrong. */
function finderOf(faces: Box[], score = 0.9) {
  const find = jest.fn<FaceFinder['find']>(async (_, region) =>
    faces.filter((box) => holdsCentreOf(region, box)).map((box) => toCandidate(box, score)),
  );
  return { find, close: async () => {} };
}

function toCandidate(box: Box, score: number): Candidate {
  return { box, score, eyes: [middleOf(box), middleOf(box)] };
}

/** Takes every box for a face whose mesh fills it, but for those of `strangers`. */
function meshesOf(strangers: Box[] = []): MeshFinder {
  return {
    find: async (_, box) => {
      const isStranger = strangers.some((stranger) => holdsCentreOf(stranger, box));
      const corners = [
        { x: box.left, y: box.top, z: 0 },
        { x: box.right, y: box.bottom, z: 0 },
      ];
      return {
        score: isStranger ? 0.1 : 1,
        points: Array.from({ length: 468 }, (_, index) => corners[index % 2] as (typeof corners)[number]),
      };
    },
    close: async () => {},
  };
}

describe('detectFaces', () => {
  it('counts a face once that many regions show', async () => {
    const faces = await detectFaces(photo, finderOf([square(800, 800, 300)]), meshesOf());
    expect(faces.map(({ box }) => box)).toEqual([square(800, 800, 300)]);
  });

  it('keeps faces apart that stand side by side, largest first', async () => {
    const boxes = [square(400, 800, 200), square(580, 800, 220)];
    const faces = await detectFaces(photo, finderOf(boxes), meshesOf());
    expect(faces.map(({ box }) => box)).toEqual([boxes[1], boxes[0]]);
  });

  it('drops what has no mesh of a face', async () => {
    const [dog, man] = [square(400, 400, 300), square(1200, 400, 300)];
    const faces = await detectFaces(photo, finderOf([dog, man]), meshesOf([dog]));
    expect(faces.map(({ box }) => box)).toEqual([man]);
  });

  it('looks at the whole alone where faces are large', async () => {
    const finder = finderOf([square(800, 800, 300)]);
    await detectFaces(photo, finder, meshesOf());
    expect(finder.find).toHaveBeenCalledTimes(1);
  });

  it('looks closer where small faces are, and only there', async () => {
    const finder = finderOf([square(200, 200, 30)]);

    const faces = await detectFaces(photo, finder, meshesOf());

    expect(faces).toHaveLength(1);
    const closer = finder.find.mock.calls.map(([, region]) => region).slice(1 + 4);
    expect(closer.length).toBeGreaterThan(0);
    for (const region of closer) expect(holdsCentreOf(region, square(200, 200, 30))).toBe(true);
  });

  it('looks at all halves where the whole shows a small face, be it too faint to be one', async () => {
    const [faint, hidden] = [square(200, 200, 60), square(1400, 1400, 100)];
    const finder: FaceFinder = {
      find: async (_, { left, top, right }) => {
        if (right - left === photo.width) return [toCandidate(faint, 0.4)];
        return left === 0 && top === 0 ? [toCandidate(faint, 0.9)] : [toCandidate(hidden, 0.9)];
      },
      close: async () => {},
    };

    const faces = await detectFaces(photo, finder, meshesOf());

    expect(faces.map(({ box }) => box)).toEqual([hidden, faint]);
  });

  it('takes nothing for a face that is too faint', async () => {
    expect(await detectFaces(photo, finderOf([square(800, 800, 300)], 0.5), meshesOf())).toEqual([]);
  });

  it('takes the surest of the candidates for one face', async () => {
    const [sure, unsure] = [
      toCandidate(square(800, 800, 300), 0.95),
      toCandidate(square(830, 820, 300), 0.6),
    ];
    const finder: FaceFinder = { find: async () => [unsure, sure], close: async () => {} };

    const faces = await detectFaces(photo, finder, meshesOf());

    expect(faces.map(({ box, score }) => [box, score])).toEqual([[sure.box, 0.95]]);
  });

  it('looks once more, from further away, when it finds nothing', async () => {
    const closeUp = toCandidate(square(800, 800, 1500), 0.7);
    const finder: FaceFinder = {
      find: async (_photo, _region, zoom = 1) => (zoom < 1 ? [closeUp] : []),
      close: async () => {},
    };
    expect(await detectFaces(photo, finder, meshesOf())).toHaveLength(1);
  });
});
