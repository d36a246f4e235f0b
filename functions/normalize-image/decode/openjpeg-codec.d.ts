// The part of the package's interface that is used. https://github.com/cornerstonejs/codecs/tree/main/packages/openjpeg

declare module '@cornerstonejs/codec-openjpeg/decodewasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  export interface J2KDecoder {
    /** @returns Memory of the decoder for the file. */
    getEncodedBuffer(bytes: number): Uint8Array;
    /** Leaves an empty picture where it cannot, or throws a number. `level` halvings are left out, `layer` 0 is all of them. */
    decodeSubResolution(level: number, layer: number): void;
    /** The size is the full one. */
    getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number };
    /** @returns Samples of a pixel beside each other; those of more than 8 bits as two bytes, the lower first. */
    getDecodedBuffer(): Uint8ClampedArray<ArrayBuffer>;
    delete(): void;
  }

  export interface OpenJpegModule {
    J2KDecoder: new () => J2KDecoder;
  }

  export default function createOpenJpeg(options: {
    wasmBinary: Uint8Array;
    print(line: string): void;
    printErr(line: string): void;
  }): Promise<OpenJpegModule>;
}

declare module '@cornerstonejs/codec-openjpeg/wasmjs' {
  /** Of tests alone. Samples of one component, or of three, of 8 bits. */
  export interface J2KEncoder {
    /** @returns Memory of the encoder for the pixels. */
    getDecodedBuffer(frame: {
      width: number;
      height: number;
      bitsPerSample: number;
      componentCount: number;
      isSigned: boolean;
      isUsingColorTransform: boolean;
    }): Uint8Array;
    encode(): void;
    getEncodedBuffer(): Uint8Array;
    delete(): void;
  }

  export default function createOpenJpeg(options: {
    wasmBinary: Uint8Array;
    print(line: string): void;
  }): Promise<{ J2KEncoder: new () => J2KEncoder }>;
}
