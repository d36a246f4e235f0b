// A face cut out of its photograph by the browser, round and with some room about it.

import type { BoundingBox } from '@image-workflow/record';
import type { Picture } from '@image-workflow/record/api/images';
import './portrait.css';

const ROOM = 1.5; // times the face

export function Portrait({
  picture,
  boundingBox,
  size,
}: {
  picture: Picture;
  boundingBox: BoundingBox;
  /** CSS pixels. */
  size: number;
}) {
  const face = {
    width: boundingBox.width * picture.width,
    height: boundingBox.height * picture.height,
    x: (boundingBox.left + boundingBox.width / 2) * picture.width,
    y: (boundingBox.top + boundingBox.height / 2) * picture.height,
  };
  const edge = Math.min(Math.max(face.width, face.height) * ROOM, picture.width, picture.height);
  const scale = size / edge;
  const left = Math.min(Math.max(0, face.x - edge / 2), picture.width - edge);
  const top = Math.min(Math.max(0, face.y - edge / 2), picture.height - edge);
  return (
    <span className="portrait" style={{ width: size, height: size }}>
      <img
        src={picture.url}
        alt=""
        loading="lazy"
        decoding="async"
        style={{
          width: picture.width * scale,
          height: picture.height * scale,
          transform: `translate(${-left * scale}px, ${-top * scale}px)`,
        }}
      />
    </span>
  );
}
