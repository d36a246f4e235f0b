// Looking closer: where the picture lies in the stage, moved and scaled by wheel, pinch, drag, double click and keys.

import {
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

/** Pixels of the stage; `scale` 1 shows one pixel of the content on one CSS pixel. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

const CLOSEST = 8; // CSS pixels for one of the content
const STEP = 1.5;

/** The whole picture, in the middle. Small pictures are not blown up beyond twice their size. */
export function fit(content: Size, stage: Size): View {
  const scale = Math.min(stage.width / content.width, stage.height / content.height, 2);
  return {
    scale,
    x: (stage.width - content.width * scale) / 2,
    y: (stage.height - content.height * scale) / 2,
  };
}

/** Scales about a point of the stage, which stays where it is; never smaller than whole, never off the stage. */
export function zoomAt(
  view: View,
  factor: number,
  at: { x: number; y: number },
  content: Size,
  stage: Size,
): View {
  const smallest = fit(content, stage).scale;
  const scale = Math.min(Math.max(CLOSEST, smallest), Math.max(smallest, view.scale * factor));
  const ratio = scale / view.scale;
  return keepInside(
    { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio },
    content,
    stage,
  );
}

/** A side that is shorter than the stage stays in its middle, a longer one leaves no gap. */
export function keepInside(view: View, content: Size, stage: Size): View {
  const along = (offset: number, length: number, room: number) =>
    length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, offset));
  return {
    scale: view.scale,
    x: along(view.x, content.width * view.scale, stage.width),
    y: along(view.y, content.height * view.scale, stage.height),
  };
}

export function useZoom(stage: RefObject<HTMLElement | null>, content: Size) {
  const [size, setSize] = useState<Size>();
  const [view, setView] = useState<View>();
  const [isFitted, setFitted] = useState(true);
  const { width, height } = content;

  useLayoutEffect(() => {
    const element = stage.current;
    if (!element) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [stage]);

  useLayoutEffect(() => {
    if (!size || size.width === 0) return;
    setView((before) =>
      isFitted || !before ? fit({ width, height }, size) : keepInside(before, { width, height }, size),
    );
  }, [size, width, height, isFitted]);

  const zoom = useCallback(
    (factor: number, at?: { x: number; y: number }) => {
      if (!size) return;
      const centre = at ?? { x: size.width / 2, y: size.height / 2 };
      setFitted(false);
      setView((before) => before && zoomAt(before, factor, centre, { width, height }, size));
    },
    [size, width, height],
  );
  const fitAgain = useCallback(() => setFitted(true), []);
  const toPixels = useCallback(() => {
    setFitted(false);
    setView((before) => {
      if (!before || !size) return before;
      return zoomAt(
        before,
        1 / before.scale,
        { x: size.width / 2, y: size.height / 2 },
        { width, height },
        size,
      );
    });
  }, [size, width, height]);

  // React's own wheel listeners are passive and could not keep the page from scrolling.
  useEffect(() => {
    const element = stage.current;
    if (!element) return;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const speed = event.ctrlKey ? 0.012 : 0.0022; // a pinch on a touchpad comes as small steps with Ctrl
      zoom(Math.exp(-event.deltaY * speed), { x: event.clientX - box.left, y: event.clientY - box.top });
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [stage, zoom]);

  return {
    view,
    isFitted,
    fit: fitAgain,
    toPixels,
    closer: () => zoom(STEP),
    farther: () => zoom(1 / STEP),
    ...useDragging(stage, size, content, setView, zoom, () => setFitted(false)),
    onDoubleClick(event: { clientX: number; clientY: number }) {
      const box = stage.current?.getBoundingClientRect();
      if (!box) return;
      if (!isFitted) fitAgain();
      else zoom(3, { x: event.clientX - box.left, y: event.clientY - box.top });
    },
  };
}

/** One pointer moves, two scale. */
function useDragging(
  stage: RefObject<HTMLElement | null>,
  size: Size | undefined,
  content: Size,
  setView: (change: (before: View | undefined) => View | undefined) => void,
  zoom: (factor: number, at: { x: number; y: number }) => void,
  onMove: () => void,
) {
  const pointers = useRef(new Map<number, { x: number; y: number }>());
  const spread = () => {
    const [a, b] = [...pointers.current.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  };
  const end = (event: PointerEvent) => pointers.current.delete(event.pointerId);
  return {
    onPointerDown(event: PointerEvent) {
      const target = event.target as Element;
      if (event.button !== 0 || target.closest('button, a, [data-selectable]')) return;
      pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      stage.current?.setPointerCapture(event.pointerId);
    },
    onPointerMove(event: PointerEvent) {
      const before = pointers.current.get(event.pointerId);
      if (!before || !size) return;
      const distance = spread();
      pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (pointers.current.size === 2 && distance > 0) {
        const box = stage.current?.getBoundingClientRect();
        const [a, b] = [...pointers.current.values()];
        if (!box || !a || !b) return;
        zoom(spread() / distance, { x: (a.x + b.x) / 2 - box.left, y: (a.y + b.y) / 2 - box.top });
        return;
      }
      const dx = event.clientX - before.x;
      const dy = event.clientY - before.y;
      if (dx === 0 && dy === 0) return;
      onMove();
      setView(
        (view) => view && keepInside({ scale: view.scale, x: view.x + dx, y: view.y + dy }, content, size),
      );
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}
