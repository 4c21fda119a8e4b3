package files

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"io"
)

// orientation reads how a JPEG's camera was held: 1 (upright) to 8, from the EXIF
// segment before the pixels (Exif 2.32, 4.5.4 and 4.6.5); 1 when it does not say.
func orientation(r io.Reader) int {
	in := bufio.NewReader(r)
	for n := range 64 { // cameras write a handful of segments
		mark, size, err := segment(in, n == 0)
		if err != nil || mark == scan {
			return 1
		}
		if mark != 0xE1 {
			if _, err := in.Discard(size); err != nil {
				return 1
			}
			continue
		}
		body := make([]byte, size)
		if _, err := io.ReadFull(in, body); err != nil {
			return 1
		}
		if tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok {
			return turnOf(tiff)
		}
	}
	return 1
}

// scan marks the segment of a JPEG that packed pixels follow.
const scan = 0xDA

// segment reads the head of a JPEG's next segment, the first behind the mark of the
// beginning (ISO 10918-1, B.1.1).
func segment(in *bufio.Reader, first bool) (mark byte, size int, err error) {
	var head [4]byte
	if first {
		if _, err := io.ReadFull(in, head[:2]); err != nil || head[0] != 0xFF || head[1] != 0xD8 {
			return 0, 0, errNoPicture
		}
	}
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return 0, 0, err
	}
	size = int(binary.BigEndian.Uint16(head[2:])) - 2
	if head[0] != 0xFF || size < 0 {
		return 0, 0, errNoPicture
	}
	return head[1], size, nil
}

var errNoPicture = errors.New("not what it says it is")

// turnOf finds tag 0x0112 in the first directory of a TIFF block.
func turnOf(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 1
		}
		if order.Uint16(entries) == 0x0112 {
			if v := int(order.Uint16(entries[8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}

// turn sets a picture upright: bit by bit, 5–8 swap the axes, the rest mirrors.
func turn(src *image.RGBA, orientation int) *image.RGBA {
	if orientation == 1 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	dst := image.NewRGBA(size)
	for y := range size.Max.Y {
		for x := range size.Max.X {
			sx, sy := x, y
			if orientation >= 5 {
				sx, sy = y, x
			}
			switch orientation {
			case 2, 3, 7, 8:
				sx = w - 1 - sx
			}
			switch orientation {
			case 3, 4, 6, 7:
				sy = h - 1 - sy
			}
			dst.SetRGBA(x, y, src.RGBAAt(sx, sy))
		}
	}
	return dst
}
