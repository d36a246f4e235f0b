import { describe, expect, it } from '@jest/globals';
import { extract } from './extract.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const zip = (...names: string[]) =>
  Buffer.concat(names.map((name) => latin1(`PK\x03\x04${'\0'.repeat(26)}${name}`)));
const isobmff = (brand: string) => latin1(`\0\0\0\x18ftyp${brand}\0\0\0\0isommp42`);

describe('a file that is no image', () => {
  it.each<[string, Buffer]>([
    ['an empty file', Buffer.alloc(0)],
    ['text/plain', latin1('Dear diary, today I bought a camera.\n')],
    ['text/plain', Buffer.from('日記\n')],
    ['text/plain', latin1('\xff\xfeh\0i\0')],
    ['text/plain', latin1('BMW, MZ and ID3 are letters.')],
    ['text/html', latin1('<!DOCTYPE html><title>x</title>')],
    ['application/xml', latin1('<?xml version="1.0"?><x/>')],
    ['image/svg+xml', latin1('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['application/pdf', latin1('%PDF-1.7\n')],
    ['application/zip', zip('photos/1.jpg')],
    [
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      zip('[Content_Types].xml', 'word/document.xml'),
    ],
    [
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      zip('[Content_Types].xml', 'xl/workbook.xml'),
    ],
    ['application/vnd.oasis.opendocument.text', zip('mimetypeapplication/vnd.oasis.opendocument.text')],
    [
      'application/vnd.oasis.opendocument.spreadsheet',
      zip('mimetypeapplication/vnd.oasis.opendocument.spreadsheet', 'meta.xml'),
    ],
    ['image/openraster', zip('mimetypeimage/openraster', 'stack.xml')],
    ['zeros alone', Buffer.alloc(5_000)],
    ["a Mac's AppleDouble file", latin1('\0\x05\x16\x07\0\x02\0\0Mac OS X        ')],
    ['image/x-win-bitmap', latin1('\0\0\x02\0\x01\0')],
    ['image/x-tga', latin1('\0\0\x02\0\0\0\0\0\0\0\0\0\x40\0')],
    ['image/vnd.ms-dds', latin1('DDS \x7c\0\0\0')],
    ['image/icns', latin1('icns\0\0\x10\0')],
    ['image/fits', latin1('SIMPLE  =                    T')],
    ['image/x-portable-anymap', latin1('P6\n640 480\n255\n')],
    ['image/vnd.zbrush.pcx', latin1('\x0a\x05\x01\x08\0\0\0\0')],
    ['image/x-sgi', latin1('\x01\xda\x01\x01\0\x03')],
    ['image/x-dpx', latin1('SDPX\0\0\x08\0')],
    ['image/wmf', latin1('\xd7\xcd\xc6\x9a\0\0')],
    ['image/emf', latin1(`\x01\0\0\0\x6c${'\0'.repeat(35)} EMF`)],
    ['application/dicom', latin1(`${'\0'.repeat(127)}\x01DICM`)],
    ['video/mp2t', latin1(`G@\0\x10${'\xff'.repeat(184)}`.repeat(3))],
    ['video/mp2t', latin1(`\0\0\0\0G@\0\x10${'\xff'.repeat(184)}`.repeat(3))],
    ['audio/aiff', latin1('FORM\0\0\x10\0AIFFCOMM')],
    ['application/x-cfb', latin1('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')],
    ['application/gzip', latin1('\x1f\x8b\x08\0')],
    ['application/x-7z-compressed', latin1("7z\xbc\xaf'\x1c")],
    ['application/vnd.rar', latin1('Rar!\x1a\x07\x01')],
    ['application/x-tar', latin1(`${'name'.padEnd(257, '\0')}ustar`)],
    ['video/mp4', isobmff('mp42')],
    ['video/quicktime', isobmff('qt  ')],
    ['video/3gpp', isobmff('3gp5')],
    ['audio/mp4', isobmff('M4A ')],
    ['video/webm', latin1('\x1a\x45\xdf\xa3')],
    ['video/x-msvideo', latin1('RIFF\x10\0\0\0AVI LIST')],
    ['audio/wav', latin1('RIFF\x10\0\0\0WAVEfmt ')],
    ['audio/mpeg', latin1('ID3\x04')],
    ['application/x-executable', latin1('\x7fELF')],
    ['bytes of an unknown format', Buffer.from([0, 1, 2, 3, 4, 5, 6, 7])],
  ])('is named: %s', async (found, bytes) => {
    expect(await extract(bytes)).toEqual({
      supported: false,
      reason: `Expected an image but found ${found} in s3://uploads/photo`,
    });
  });
});

describe('a file that only begins as an image', () => {
  it.each<[string, Buffer, string]>([
    ['JPEG', latin1('\xff\xd8\xff\xe0\0\x10JFIF'), 'Expected a JPEG but found no frame that tells its size'],
    ['JPEG', latin1('\xff\xd8\xff\xe0\0\x01'), 'Expected a JPEG but found no frame that tells its size'],
    ['PNG', latin1('\x89PNG\r\n\x1a\n\0\0\0\rIDAT'), 'Expected a PNG but found no IHDR chunk'],
    [
      'PNG of Apple',
      latin1(`\x89PNG\r\n\x1a\n\0\0\0\x04CgBI\x50\0\x20\x02\x2b\xd5\xb3\x7f\0\0\0\rIHDR${'\0'.repeat(20)}`),
      "Expected a PNG but found Apple's CgBI, a variant that only iOS reads",
    ],
    ['GIF', latin1('GIF89a'), 'Expected a GIF but the file ends inside its header'],
    ['WebP', latin1('RIFF\x04\0\0\0WEBP'), 'Expected a WebP but found no chunk that tells its size'],
    ['TIFF', latin1('II*\0\x08\0\0\0'), 'Expected a TIFF but found no image file directory'],
    ['HEIF', isobmff('heic'), 'Expected a HEIF image but found no meta box'],
    [
      'AVIF sequence',
      Buffer.concat([isobmff('avis'), latin1('\0\0\0\x08moov')]),
      'Expected a still picture in the AVIF but found a sequence without one',
    ],
    [
      'HEIC sequence',
      Buffer.concat([isobmff('hevc'), latin1('\0\0\0\x08moov')]),
      'Expected a still picture in the HEIC but found a sequence without one',
    ],
    ['JPEG 2000', latin1('\0\0\0\x0cjP  \r\n\x87\n'), 'Expected a JPEG 2000 but found no codestream'],
    ['JPEG 2000', latin1('\xff\x4f\xff\x51\0\x2f'), 'Expected a JPEG 2000 but found no codestream'],
    ['CR3', isobmff('crx '), 'Expected a CR3 but found no size'],
    ['RAF', latin1('FUJIFILMCCD-RAW '), 'Expected a RAF but the file ends inside its header'],
    ['JPEG XL', latin1('\0\0\0\x0cJXL \r\n\x87\n'), 'Expected a JPEG XL but found no codestream'],
    ['GIF', latin1('GIF89a\0\0\0\0\0\0\0'), 'Expected a picture but found one of 0×0 px'],
  ])('says what is wrong: %s', async (_, bytes, reason) => {
    expect(await extract(bytes)).toEqual({ supported: false, reason: `${reason} in s3://uploads/photo` });
  });
});
