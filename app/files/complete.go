package files

import (
	"bufio"
	"encoding/binary"
	"io"
	"os"
)

// complete tells whether a picture reaches its end: of one that was cut off on its way
// our decoders make nothing.
func complete(f *os.File, kind string) bool {
	in := bufio.NewReader(whole(f))
	switch kind {
	case "image/jpeg":
		return jpegEnds(in)
	case "image/png":
		return pngEnds(in)
	case "image/gif":
		return gifBegins(in)
	}
	head, _ := in.Peek(8) // WebP, in a RIFF container that says how long it is
	info, err := f.Stat()
	return err == nil && len(head) == 8 && int64(binary.LittleEndian.Uint32(head[4:]))+8 <= info.Size()
}

// jpegEnds walks to the packed pixels, where 0xFF is followed by 0, and on to the mark of the
// end: the small picture that cameras put before them has an end of its own (ISO 10918-1, B.1.1).
func jpegEnds(in *bufio.Reader) bool {
	for mark, size, err := segment(in, true); ; mark, size, err = segment(in, false) {
		if err == nil {
			_, err = in.Discard(size)
		}
		if err == errNoPicture || err == nil && mark == scan { // an odd one may yet be read
			break
		} else if err != nil {
			return false
		}
	}
	end, err := holds(in, []byte{0xFF, 0xD9})
	return err == nil && end
}

// pngEnds walks the chunks to the last (PNG 3rd edition, 5.3).
func pngEnds(in *bufio.Reader) bool {
	_, err := in.Discard(8)
	for err == nil {
		var head [8]byte
		if _, err = io.ReadFull(in, head[:]); err != nil {
			break
		}
		if _, err = in.Discard(int(binary.BigEndian.Uint32(head[:])) + 4); err == nil && string(head[4:]) == "IEND" {
			return true
		}
	}
	return false
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
