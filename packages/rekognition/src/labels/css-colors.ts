// The named colours of CSS, grouped by the simplified colour that the service would call them.
// {@link https://www.w3.org/TR/css-color-4/#named-colors} Of two names for one colour the service uses one; so does this.

export interface NamedColor {
  /** CSS's name. */
  name: string;
  red: number;
  green: number;
  blue: number;
  /** One of twelve plain names. The service's own grouping is not published: this one is by eye. */
  simplified: string;
}

const HEX_BY_SIMPLIFIED_COLOR: Readonly<Record<string, string>> = {
  black: 'black 000000',
  grey:
    'darkslategrey 2f4f4f, dimgrey 696969, slategrey 708090, lightslategrey 778899, gray 808080, darkgrey a9a9a9, ' +
    'silver c0c0c0, lightgrey d3d3d3, gainsboro dcdcdc',
  white:
    'white ffffff, whitesmoke f5f5f5, snow fffafa, ghostwhite f8f8ff, floralwhite fffaf0, ivory fffff0, ' +
    'mintcream f5fffa, azure f0ffff, aliceblue f0f8ff, seashell fff5ee, honeydew f0fff0, lavenderblush fff0f5',
  beige:
    'beige f5f5dc, antiquewhite faebd7, bisque ffe4c4, blanchedalmond ffebcd, cornsilk fff8dc, linen faf0e6, ' +
    'oldlace fdf5e6, papayawhip ffefd5, wheat f5deb3, moccasin ffe4b5, navajowhite ffdead',
  brown:
    'maroon 800000, brown a52a2a, sienna a0522d, saddlebrown 8b4513, chocolate d2691e, peru cd853f, ' +
    'rosybrown bc8f8f, sandybrown f4a460, tan d2b48c, burlywood deb887, darkgoldenrod b8860b',
  red: 'red ff0000, darkred 8b0000, firebrick b22222, crimson dc143c, indianred cd5c5c, tomato ff6347',
  orange: 'orange ffa500, darkorange ff8c00, orangered ff4500, coral ff7f50, peachpuff ffdab9',
  yellow:
    'yellow ffff00, gold ffd700, goldenrod daa520, palegoldenrod eee8aa, khaki f0e68c, darkkhaki bdb76b, ' +
    'lemonchiffon fffacd, lightyellow ffffe0, lightgoldenrodyellow fafad2',
  green:
    'green 008000, darkgreen 006400, forestgreen 228b22, seagreen 2e8b57, mediumseagreen 3cb371, ' +
    'darkseagreen 8fbc8f, olive 808000, olivedrab 6b8e23, darkolivegreen 556b2f, lime 00ff00, limegreen 32cd32, ' +
    'lawngreen 7cfc00, chartreuse 7fff00, greenyellow adff2f, yellowgreen 9acd32, lightgreen 90ee90, ' +
    'palegreen 98fb98, springgreen 00ff7f, mediumspringgreen 00fa9a',
  blue:
    'blue 0000ff, navy 000080, darkblue 00008b, mediumblue 0000cd, midnightblue 191970, royalblue 4169e1, ' +
    'cornflowerblue 6495ed, steelblue 4682b4, dodgerblue 1e90ff, deepskyblue 00bfff, skyblue 87ceeb, ' +
    'lightskyblue 87cefa, lightblue add8e6, lightsteelblue b0c4de, powderblue b0e0e6, cadetblue 5f9ea0, ' +
    'teal 008080, darkcyan 008b8b, lightseagreen 20b2aa, darkturquoise 00ced1, mediumturquoise 48d1cc, ' +
    'turquoise 40e0d0, aqua 00ffff, paleturquoise afeeee, aquamarine 7fffd4, mediumaquamarine 66cdaa, lightcyan e0ffff',
  purple:
    'purple 800080, indigo 4b0082, darkmagenta 8b008b, darkviolet 9400d3, darkorchid 9932cc, blueviolet 8a2be2, ' +
    'mediumorchid ba55d3, mediumpurple 9370db, rebeccapurple 663399, orchid da70d6, plum dda0dd, violet ee82ee, ' +
    'thistle d8bfd8, lavender e6e6fa, slateblue 6a5acd, mediumslateblue 7b68ee, darkslateblue 483d8b, fuchsia ff00ff',
  pink:
    'pink ffc0cb, lightpink ffb6c1, hotpink ff69b4, deeppink ff1493, mediumvioletred c71585, palevioletred db7093, ' +
    'salmon fa8072, darksalmon e9967a, lightsalmon ffa07a, lightcoral f08080, mistyrose ffe4e1',
};

export const CSS_COLORS: readonly NamedColor[] = Object.entries(HEX_BY_SIMPLIFIED_COLOR).flatMap(
  ([simplified, list]) =>
    list.split(', ').map((entry) => {
      const [name = '', hex = ''] = entry.split(' ');
      const rgb = Number.parseInt(hex, 16);
      return { name, red: rgb >> 16, green: (rgb >> 8) & 0xff, blue: rgb & 0xff, simplified };
    }),
);
