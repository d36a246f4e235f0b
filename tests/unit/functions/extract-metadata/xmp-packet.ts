// XMP packets around the properties of a test.

/** @param properties - Elements of an `rdf:Description`; @param attributes - and properties written as attributes. */
export function toXmp(properties: string, attributes = ''): string {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
  xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
  ${attributes}>${properties}</rdf:Description></rdf:RDF></x:xmpmeta>
${' '.repeat(100)}
<?xpacket end="w"?>`;
}

/** `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">…` */
export function languages(property: string, texts: Readonly<Record<string, string>>): string {
  const items = Object.entries(texts).map(
    ([language, text]) => `<rdf:li xml:lang="${language}">${text}</rdf:li>`,
  );
  return `<${property}><rdf:Alt>${items.join('')}</rdf:Alt></${property}>`;
}

export function list(property: string, ...texts: readonly string[]): string {
  return `<${property}><rdf:Bag>${texts.map((text) => `<rdf:li>${text}</rdf:li>`).join('')}</rdf:Bag></${property}>`;
}
