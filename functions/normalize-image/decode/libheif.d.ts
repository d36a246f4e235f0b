// The part of libheif's C API that is used, as Emscripten exports it. Pointers are numbers. Functions that return a
// `struct heif_error` take a pointer to it first. https://github.com/strukturag/libheif/tree/v1.23.2/libheif/api

declare module 'libheif-js/libheif-wasm/libheif-bundle.js' {
  type Pointer = number;

  export interface Libheif {
    /** The memory as bytes; another object after every growth. */
    readonly HEAPU8: Uint8Array<ArrayBuffer>;
    _malloc(bytes: number): Pointer;
    _heif_context_alloc(): Pointer;
    _heif_context_get_security_limits(context: Pointer): Pointer;
    _heif_context_read_from_memory_without_copy(
      error: Pointer,
      context: Pointer,
      bytes: Pointer,
      length: number,
      options: Pointer,
    ): void;
    _heif_context_get_primary_image_handle(error: Pointer, context: Pointer, handle: Pointer): void;
    _heif_image_handle_get_width(handle: Pointer): number;
    _heif_image_handle_get_height(handle: Pointer): number;
    _heif_image_handle_get_luma_bits_per_pixel(handle: Pointer): number;
    _heif_image_handle_has_alpha_channel(handle: Pointer): number;
    _heif_image_handle_get_raw_color_profile_size(handle: Pointer): number;
    _heif_image_handle_get_raw_color_profile(error: Pointer, handle: Pointer, profile: Pointer): void;
    _heif_image_handle_get_nclx_color_profile(error: Pointer, handle: Pointer, profile: Pointer): void;
    _heif_decode_image(
      error: Pointer,
      handle: Pointer,
      image: Pointer,
      colorspace: number,
      chroma: number,
      options: Pointer,
    ): void;
    _heif_image_get_decoding_warnings(image: Pointer, first: number, errors: Pointer, count: number): number;
    _heif_image_get_primary_width(image: Pointer): number;
    _heif_image_get_primary_height(image: Pointer): number;
    _heif_image_get_plane_readonly(image: Pointer, channel: number, stride: Pointer): Pointer;
  }

  /** Makes an instance with a memory of its own; its memory never shrinks. */
  export default function createLibheif(): Libheif;
}
