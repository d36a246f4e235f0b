import { describe, expect, it } from '@jest/globals';
import { personIdSchema } from '../../../../functions/shared/people/people-table.ts';
import { toName, toPeople, toPersonId } from '../../../../functions/shared/people/person.ts';
import { findPerson } from '../../../../operate/people/find-person.ts';
import { enrolledFace } from '../../functions/shared/people/fakes.ts';

describe('toName', () => {
  it.each([
    ['space around it', '  Ada Lovelace ', 'Ada Lovelace'],
    ['a decomposed accent, as macOS writes names of folders', 'Zoe\u0308', 'Zo\u00eb'],
    ['any script', '李小龙', '李小龙'],
  ])('takes %s', (_, text, name) => {
    expect(toName(text)).toBe(name);
  });

  it.each([
    ['nothing', '   '],
    ['a line break', 'Ada\nLovelace'],
    ['an escape sequence of a terminal', '\u001b[31mAda'],
    ['more than 100 characters', 'a'.repeat(101)],
  ])('refuses %s', (_, text) => {
    expect(() => toName(text)).toThrow(expect.objectContaining({ kind: 'invalid-name' }));
  });
});

describe('toPersonId', () => {
  const nobody = () => false;

  it('is the same for the same name, readable, and fit for ExternalImageId', () => {
    const personId = toPersonId('José María', nobody);

    expect(personId).toMatch(/^jose-maria-[0-9a-f]{8}$/);
    expect(toPersonId('José María', nobody)).toBe(personId);
    expect(personIdSchema.safeParse(personId).success).toBe(true);
  });

  it.each(['李小龙', '🙂', '--', 'x'.repeat(100), 'a b:c_d.e'])('is fit for ExternalImageId: %s', (name) => {
    expect(personIdSchema.safeParse(toPersonId(name, nobody)).success).toBe(true);
  });

  it('differs for names without a Latin letter', () => {
    expect(toPersonId('李小龙', nobody)).not.toBe(toPersonId('成龙', nobody));
  });

  it('is another one for a namesake', () => {
    const first = toPersonId('Ada', nobody);
    const second = toPersonId('Ada', (id) => id === first);
    const third = toPersonId('Ada', (id) => id === first || id === second);

    expect(new Set([first, second, third]).size).toBe(3);
  });
});

describe('findPerson', () => {
  const people = toPeople([
    enrolledFace('1', { personId: 'ada-1', name: 'Ada' }),
    enrolledFace('2', { personId: 'ada-2', name: 'Ada' }),
    enrolledFace('3', { personId: 'zoe-1', name: 'Zo\u00eb' }),
    enrolledFace('4', { personId: 'zoe-1', name: 'Zo\u00eb' }),
  ]);

  it('finds by personId', () => {
    expect(findPerson(people, 'ada-2')).toMatchObject({ personId: 'ada-2', faces: [{ faceId: '2' }] });
  });

  it('finds by name, in whatever form it is typed', () => {
    expect(findPerson(people, ' Zoe\u0308')).toMatchObject({
      personId: 'zoe-1',
      faces: [{ faceId: '3' }, { faceId: '4' }],
    });
  });

  it('finds by either name while a rename is half done', () => {
    const renaming = toPeople([enrolledFace('1', { name: 'Ada King' }), enrolledFace('2')]);

    expect(findPerson(renaming, 'Ada King')).toBe(renaming[0]);
    expect(findPerson(renaming, 'Ada Lovelace')).toBe(renaming[0]);
  });

  it('finds nobody where there is nobody', () => {
    expect(findPerson(people, 'Grace')).toBeUndefined();
  });

  it('asks for the personId where several have the name, and says which there are', () => {
    expect(() => findPerson(people, 'Ada')).toThrow(
      '2 people are called Ada: use the personId, one of ada-1, ada-2',
    );
  });
});
