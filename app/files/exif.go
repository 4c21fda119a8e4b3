package files

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"image"
	"io"
)

// orientation reads how a JPEG's camera was held: 1 (upright) to 8, from the EXIF
// segment before the pixels (Exif 2.32, 4.5.4 and 4.6.5); 1 when it does not say.
func orientation(r io.Reader) int {
	in := bufio.NewReader(r)
	for range 64 { // cameras write a handful of segments
		mark, size, err := segment(in)
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

// segment finds a JPEG's next segment, as our decoder does: past packed pixels, where 0xFF has
// 0 or a number of restarts behind it, and past what is out of place (ISO 10918-1, B.1.1).
func segment(in *bufio.Reader) (mark byte, size int, err error) {
	for mark == 0 || mark >= 0xD0 && mark <= 0xD7 {
		for err = bufio.ErrBufferFull; err == bufio.ErrBufferFull; {
			_, err = in.ReadSlice(0xFF)
		}
		for mark = 0xFF; err == nil && mark == 0xFF; {
			mark, err = in.ReadByte()
		}
		if err != nil {
			return 0, 0, err
		}
	}
	if mark == 0xD8 || mark == 0xD9 { // the beginning and the end are nothing else
		return mark, 0, nil
	}
	var head [2]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return 0, 0, err
	}
	return mark, max(0, int(binary.BigEndian.Uint16(head[:]))-2), nil
}

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
