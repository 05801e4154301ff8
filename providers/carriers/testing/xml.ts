/** Just enough XML to compare documents by what they mean: names, attributes in any order, children. Strict: it throws at whatever it does not understand. */

export type XmlElement = { name: string; attributes: Record<string, string>; children: XmlElement[] };

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function parseXml(text: string): XmlElement {
  const source = text.replace(/^<\?xml [^?]*\?>/, '').trim();
  const root: XmlElement = { name: '', attributes: {}, children: [] };
  const open = [root];
  const tag = /<(\/?)([A-Za-z]+)((?:\s+[A-Za-z]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
  while (tag.lastIndex < source.length) {
    const at = tag.lastIndex;
    const [, ends, name = '', attributes = '', closed, between] = tag.exec(source) ?? fail(source, at);
    if (between !== undefined && between.trim() !== '') fail(source, at);
    if (between !== undefined) continue;
    if (ends) {
      if (open.pop()?.name !== name) fail(source, at);
      continue;
    }
    const element: XmlElement = { name, attributes: readAttributes(attributes), children: [] };
    open.at(-1)!.children.push(element);
    if (!closed) open.push(element);
  }
  if (open.length !== 1 || root.children.length !== 1) fail(source, source.length);
  return root.children[0]!;
}

function readAttributes(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/\s+([A-Za-z]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    plain(value),
  ]);
  const read = Object.fromEntries(pairs) as Record<string, string>;
  if (Object.keys(read).length !== pairs.length) throw new Error('an attribute stands there twice');
  return read;
}

function plain(value: string): string {
  return value.replace(/&(?:#(x?)([0-9a-fA-F]+)|(\w+));|&/g, (whole, hex, number, name) => {
    if (number) return String.fromCodePoint(parseInt(String(number), hex ? 16 : 10));
    return entities[String(name)] ?? fail(value, value.indexOf(whole));
  });
}

function fail(source: string, at: number): never {
  throw new Error(`no XML at ${at}: ${source.slice(at, at + 40)}`);
}
