// The project's own icons: 20 × 20, one stroke, no font and no library.

const PATHS = {
  search: 'M9 15.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm4.8-1.7 3.7 3.7',
  upload: 'M10 13V3.5m0 0L6 7.5m4-4 4 4M3.5 13v2A1.5 1.5 0 0 0 5 16.5h10a1.5 1.5 0 0 0 1.5-1.5v-2',
  photos:
    'M4.5 3.5h11a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1Zm-1 9.5 3.7-3.7a1 1 0 0 1 1.4 0l5 5m-1.2-1.3 1.4-1.4a1 1 0 0 1 1.4 0l1.3 1.3M12.8 7.2h.01',
  people:
    'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-5.5 7c0-3 2.4-4.8 5.5-4.8s5.5 1.8 5.5 4.8M12.8 3.8a3 3 0 0 1 0 5.4M15 12.3c1.8.7 3 2.2 3 4.2',
  activity: 'M2.5 10.5h3l2.5-6.5 4 12 2.5-5.5h3',
  trash: 'M3.5 5.5h13M8 5.5v-2h4v2m-7 0 .7 10a1 1 0 0 0 1 1h6.6a1 1 0 0 0 1-1l.7-10M8.5 8.5v5m3-5v5',
  close: 'm5 5 10 10M15 5 5 15',
  check: 'm4 10.5 4 4 8-9',
  back: 'M8.5 4.5 3 10l5.5 5.5M3.5 10H17',
  next: 'm7.5 4 6 6-6 6',
  previous: 'm12.5 4-6 6 6 6',
  info: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 9v5m0-7.5h.01',
  warning: 'M10 3 2.5 16.5h15L10 3Zm0 5.5v4m0 2h.01',
  error: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 6v5m0 3h.01',
  again: 'M16 10a6 6 0 1 1-1.8-4.3M16.5 3v3.5H13',
  pencil: 'm4 16 .7-3.3L13.2 4.2a1.4 1.4 0 0 1 2 0l.6.6a1.4 1.4 0 0 1 0 2l-8.5 8.5L4 16Zm8-10.6 2.6 2.6',
  undo: 'M4 8h8a4 4 0 0 1 0 8H8M4 8l3.5-3.5M4 8l3.5 3.5',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  boxes:
    'M3 6V4a1 1 0 0 1 1-1h2m8 0h2a1 1 0 0 1 1 1v2m0 8v2a1 1 0 0 1-1 1h-2m-8 0H4a1 1 0 0 1-1-1v-2M7 7h6v6H7Z',
  text: 'M4 5.5v-2h12v2M10 3.5v13M7.5 16.5h5',
  copy: 'M7 7V4.5a1 1 0 0 1 1-1h7.5a1 1 0 0 1 1 1V12a1 1 0 0 1-1 1H13m-8.5-6H12a1 1 0 0 1 1 1v7.5a1 1 0 0 1-1 1H4.5a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1Z',
  download: 'M10 3.5V13m0 0 4-4m-4 4L6 9m-2.5 5v1A1.5 1.5 0 0 0 5 16.5h10a1.5 1.5 0 0 0 1.5-1.5v-1',
  folder: 'M2.5 6V5a1 1 0 0 1 1-1h4l2 2h7a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1V6Z',
  camera:
    'M3 6.5h3l1.5-2h5l1.5 2h3a.5.5 0 0 1 .5.5v9a.5.5 0 0 1-.5.5H3a.5.5 0 0 1-.5-.5V7a.5.5 0 0 1 .5-.5Zm7 7.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  place:
    'M10 17.5s5.5-4.7 5.5-9.2a5.5 5.5 0 1 0-11 0c0 4.5 5.5 9.2 5.5 9.2Zm0-7.2a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  calendar:
    'M4.5 4.5h11a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1ZM3.5 8.5h13M7 2.8v3m6-3v3',
  clock: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 6v4.3l2.7 1.7',
  eye: 'M2 10s3-5.5 8-5.5 8 5.5 8 5.5-3 5.5-8 5.5S2 10 2 10Zm8 2.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  hidden:
    'm3 3 14 14M8.2 4.7A8 8 0 0 1 10 4.5c5 0 8 5.5 8 5.5a14 14 0 0 1-2.5 3.1m-2.4 1.6a7 7 0 0 1-3.1.8c-5 0-8-5.5-8-5.5a14 14 0 0 1 3.5-3.9',
  flow: 'M8 3.5h4v3.5H8ZM3 13h4v3.5H3Zm10 0h4v3.5h-4ZM10 7v3m-5 3v-3h10v3',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  fit: 'M3.5 7.5v-4h4m5 0h4v4m0 5v4h-4m-5 0h-4v-4',
  sun: 'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 1.5v2m0 13v2m8.5-8.5h-2m-13 0h-2m14-6-1.4 1.4M5.4 14.6 4 16m12 0-1.4-1.4M5.4 5.4 4 4',
  moon: 'M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5Z',
  keyboard: 'M2.5 5h15v10h-15ZM5.5 8h.01M8.5 8h.01M11.5 8h.01M14.5 8h.01M5.5 12h.01M8 12h4m2.5 0h.01',
  skip: 'M4 10h2m3 0h2m3 0h2',
  running: 'M10 2.5a7.5 7.5 0 1 1-7.5 7.5',
  caught: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM6.5 10h7',
  person: 'M10 10a3.3 3.3 0 1 0 0-6.6A3.3 3.3 0 0 0 10 10Zm-6.5 7c.5-3 3.2-4.6 6.5-4.6s6 1.6 6.5 4.6',
  tag: 'M3 3.5h6.5L17 11l-6 6-8-7.5v-6Zm3.5 3.5h.01',
  lock: 'M5 9h10v7.5H5ZM7 9V6.5a3 3 0 0 1 6 0V9',
  signOut:
    'M12 6V4.5a1 1 0 0 0-1-1H5a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h6a1 1 0 0 0 1-1V14M8.5 10H17m0 0-3-3m3 3-3 3',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration only: the words beside it, or the label of its button, say the same. */
export function Icon({
  name,
  size = 20,
  className,
}: {
  name: IconName;
  size?: number;
  className?: string | undefined;
}) {
  return (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
