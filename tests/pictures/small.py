"""Small PNG files: the 256 colours that a picture of a page has most of, by Chromium's canvas and zlib."""

import base64
import struct
import zlib

from playwright.sync_api import Page

# The most frequent colours are the palette; every other one becomes the nearest of them.
QUANTISE = """async (encoded) => {
  const image = new Image();
  image.src = "data:image/png;base64," + encoded;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const raw = context.getImageData(0, 0, image.width, image.height).data;
  const counts = new Map();
  const colour = (i) => (raw[i] << 16) | (raw[i + 1] << 8) | raw[i + 2];
  for (let i = 0; i < raw.length; i += 4) counts.set(colour(i), (counts.get(colour(i)) || 0) + 1);
  const palette = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 256).map(([each]) => each);
  const places = new Map(palette.map((each, place) => [each, place]));
  const apart = (a, b) => ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2
    + ((a & 255) - (b & 255)) ** 2;
  for (const each of counts.keys()) {
    if (places.has(each)) continue;
    let best = 0;
    for (let i = 1; i < palette.length; i += 1) if (apart(each, palette[i]) < apart(each, palette[best])) best = i;
    places.set(each, best);
  }
  let pixels = "";
  for (let i = 0; i < raw.length; i += 4) pixels += String.fromCharCode(places.get(colour(i)));
  return [image.width, image.height, palette, btoa(pixels)];
}"""


def shrunk(page: Page, picture: bytes) -> bytes:
    """The same picture as a PNG with a palette."""
    width, height, palette, encoded = page.evaluate(QUANTISE, base64.b64encode(picture).decode())
    pixels = base64.b64decode(encoded)
    lines = b"".join(b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    colours = b"".join(colour.to_bytes(3, "big") for colour in palette)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
