package files

import (
	"bufio"
	"encoding/binary"
	"io"
	"os"
)

// What decoding a picture may take. Few bytes can ask for gigabytes, or for a pass over
// all pixels tens of thousands of times: both are counted before anything is decoded.
const (
	maxPixels = 40_000_000
	maxBytes  = 160 << 20 // of pixels and what is needed to get to them: Go takes 70 of what a child may have before it begins
	maxScans  = 100       // encoders write ten
)

// shape is what a picture's parts tell of it.
type shape struct {
	perPixel float64 // bytes, while it is decoded
	scans    int     // passes over the pixels
	whole    bool    // it reaches its end: of one that was cut off on its way our decoders make nothing
}

func shapeOf(f *os.File, kind string) shape {
	in := bufio.NewReaderSize(whole(f), 64<<10)
	switch kind {
	case "image/jpeg":
		return jpegShape(in)
	case "image/png":
		return pngShape(in)
	case "image/gif":
		return shape{1, 1, gifBegins(in)}
	}
	head, _ := in.Peek(8) // WebP, in a RIFF container that says how long it is
	info, err := f.Stat()
	return shape{8, 1, err == nil && len(head) == 8 && int64(binary.LittleEndian.Uint32(head[4:]))+8 <= info.Size()}
}

// jpegShape walks the segments to the end: what cameras put before the pixels may hold a
// small picture, with an end of its own (ISO 10918-1, B).
func jpegShape(in *bufio.Reader) (s shape) {
	for {
		mark, size, err := segment(in)
		switch {
		case err != nil:
			return s
		case mark == 0xD9:
			s.whole = true
			return s
		case mark == scan:
			s.scans++
		case mark&0xF0 == 0xC0 && mark != 0xC4 && mark != 0xC8 && mark != 0xCC:
			head, _ := in.Peek(min(size, 6+4*3))
			s.perPixel = jpegBytes(head, mark == 0xC2)
		}
		if _, err := in.Discard(size); err != nil {
			return s
		}
	}
}

// jpegBytes is how much a pixel takes, by the head of its frame: a progressive one is kept
// as coefficients of four bytes until its last scan; four colours are put together at the end.
func jpegBytes(head []byte, progressive bool) (bytes float64) {
	most := 1.0
	for i := 6; i+3 <= len(head); i += 3 {
		h, v := float64(head[i+1]>>4), float64(head[i+1]&15)
		bytes, most = bytes+h*v, max(most, h*v)
	}
	bytes /= most
	if progressive {
		bytes *= 5
	}
	if len(head) > 6+3*3 {
		bytes += 4
	}
	return bytes
}

// pngShape walks the chunks to the last (PNG 3rd edition, 5.3 and 11.2.1).
func pngShape(in *bufio.Reader) (s shape) {
	s.scans = 1
	_, err := in.Discard(8)
	for err == nil {
		var head [8]byte
		if _, err = io.ReadFull(in, head[:]); err != nil {
			break
		}
		size := int(binary.BigEndian.Uint32(head[:]))
		if string(head[4:]) == "IHDR" {
			if body, _ := in.Peek(min(size, 13)); len(body) == 13 {
				s.perPixel = pngBytes(body[8], body[9], body[12])
			}
		}
		if _, err = in.Discard(size + 4); err == nil && string(head[4:]) == "IEND" {
			s.whole = true
			return s
		}
	}
	return s
}

// pngBytes is how much a pixel takes as our decoder keeps it; an interlaced picture is there twice.
func pngBytes(depth, colours, interlaced byte) float64 {
	const palette = 3
	bytes := 4.0
	switch {
	case colours == palette:
		bytes = 1
	case depth == 16:
		bytes = 8
	}
	if interlaced != 0 {
		bytes *= 2
	}
	return bytes
}

// gifBegins walks to the end of the first picture: no other is ever looked at (GIF89a, 17 to 26).
func gifBegins(in *bufio.Reader) bool {
	var head [13]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return false
	}
	for skip, pixels := colours(head[10]), false; ; {
		if _, err := in.Discard(skip); err != nil {
			return false
		}
		if pixels {
			return blocks(in)
		}
		kind, err := in.ReadByte()
		switch {
		case err != nil:
			return false
		case kind == 0x2C: // a picture: where it lies, its colours, and one byte about the packing
			var at [9]byte
			if _, err := io.ReadFull(in, at[:]); err != nil {
				return false
			}
			skip, pixels = colours(at[8])+1, true
		case kind == 0x21: // something beside it
			if _, err := in.Discard(1); err != nil || !blocks(in) {
				return false
			}
			skip = 0
		default:
			return false
		}
	}
}

// colours is how long the table of colours is that these flags tell of.
func colours(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// blocks reads past parts that each say how long they are, up to the empty one.
func blocks(in *bufio.Reader) bool {
	for {
		n, err := in.ReadByte()
		if err != nil || n == 0 {
			return err == nil
		}
		if _, err := in.Discard(int(n)); err != nil {
			return false
		}
	}
}
