// Faces that ask something of somebody: those without a name, and those whose name is not sure.

import { type FaceState, type ImageDetail, UNSURE_BELOW } from '@image-workflow/record/api/images';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { client, queries } from '../app/client.tsx';
import { describeError } from '../app/errors.ts';
import { Button, Loading } from '../design/parts.tsx';
import { useFormat } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.tsx';
import { FaceEntry } from '../photograph/face-entry.tsx';
import { type Finding, findingsOf } from '../photograph/findings.ts';

/** Photographs whose faces are shown at once. */
const PAGE = 12;

const KEY = ['image', 'faces'];

export function Faces({
  named,
  onNamed,
}: {
  /** Photographs with somebody's name: when there are more, fewer faces are without one. */
  named: number;
  onNamed(): void;
}) {
  const before = useRef(named);
  useEffect(() => {
    if (before.current !== named) void queries.invalidateQueries({ queryKey: KEY });
    before.current = named;
  }, [named]);
  const t = useMessages();
  const format = useFormat();
  return (
    <>
      <FaceList
        state="unsure"
        title={t.people.unsure}
        hint={t.people.unsureHint(format.percent(UNSURE_BELOW))}
        onNamed={onNamed}
      />
      <FaceList state="unnamed" title={t.people.unnamed} hint={t.people.unnamedHint} onNamed={onNamed} />
    </>
  );
}

const IS_IN: Record<FaceState, (face: Finding['face']) => boolean> = {
  unnamed: (face) => face?.personId === undefined,
  unsure: (face) => face?.personId !== undefined && (face.similarity ?? 100) < UNSURE_BELOW,
};

/** The photographs that have such faces, the newest first, are found by the index: none is looked through in vain. */
function useFaces(state: FaceState) {
  const { data, ...rest } = useInfiniteQuery({
    queryKey: [...KEY, state],
    queryFn: async ({ pageParam, signal }) => {
      const { items, cursor } = await client.listImages(
        { faces: [state], limit: PAGE, ...(pageParam && { cursor: pageParam }) },
        { signal },
      );
      const details = await Promise.allSettled(
        items.map(({ imageId }) => client.getImage(imageId, { signal })),
      );
      return {
        images: details.flatMap((detail) => (detail.status === 'fulfilled' ? [detail.value] : [])),
        cursor,
      };
    },
    initialPageParam: '',
    getNextPageParam: ({ cursor }) => cursor,
  });
  const faces = (data?.pages ?? [])
    .flatMap(({ images }) => images)
    .flatMap((image: ImageDetail) => findingsOf(image.analysis).map((finding) => ({ image, finding })))
    .filter(({ finding }) => finding.layer === 'faces' && IS_IN[state](finding.face));
  return { faces, ...rest };
}

function FaceList({
  state,
  title,
  hint,
  onNamed,
}: {
  state: FaceState;
  title: string;
  hint: string;
  onNamed(): void;
}) {
  const t = useMessages();
  const { faces, isPending, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useFaces(state);
  if (isPending) return <Loading />;
  if (error) return <p>{describeError(error, t)}</p>;
  if (faces.length === 0) return null;
  return (
    <section className="people-section">
      <h2>{title}</h2>
      <p>{hint}</p>
      <ul className="people-faces">
        {faces.map(({ image, finding }) => (
          <FaceEntry
            key={image.imageId + finding.id}
            image={image}
            finding={finding}
            isLit={false}
            isFaint={false}
            onLight={() => {}}
            onNamed={onNamed}
          />
        ))}
      </ul>
      {hasNextPage && (
        <Button isDisabled={isFetchingNextPage} onPress={() => void fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </section>
  );
}
