// Package picturetest makes pictures that ask for far more than they weigh, for tests.
package picturetest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"
	"strings"
)

// Scans is a progressive JPEG, grey and w by h, of n passes over its blocks (ISO 10918-1, G):
// each takes a few bytes, for a run may leave out 32,767 blocks.
func Scans(w, h, n int) []byte {
	var b bytes.Buffer
	part := func(mark byte, body ...byte) {
		b.Write([]byte{0xFF, mark})
		binary.Write(&b, binary.BigEndian, uint16(len(body)+2))
		b.Write(body)
	}
	b.Write([]byte{0xFF, 0xD8})
	part(0xDB, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)...)
	part(0xC2, 8, byte(h>>8), byte(h), byte(w>>8), byte(w), 1, 1, 0x11, 0)
	one := func(class, symbol byte) { part(0xC4, append(append([]byte{class, 1}, make([]byte, 15)...), symbol)...) }
	one(0x00, 0)    // DC: 0 means no difference, of no bits
	one(0x10, 0xE0) // AC: 0 means a run of blocks, and 14 bits of how many
	blocks := (w + 7) / 8 * ((h + 7) / 8)
	part(0xDA, 1, 1, 0, 0, 0, 0)
	b.Write(make([]byte, (blocks+7)/8))
	packed := pack(strings.Repeat("0"+strings.Repeat("1", 14), blocks/32767+1))
	for range n - 1 {
		part(0xDA, 1, 1, 0, 1, 63, 0)
		b.Write(packed)
	}
	b.Write([]byte{0xFF, 0xD9})
	return b.Bytes()
}

// pack writes bits as a scan has them: filled up with ones, a zero behind each 0xFF.
func pack(bits string) (packed []byte) {
	for len(bits) > 0 {
		var c byte
		for i := range 8 {
			if i >= len(bits) || bits[i] == '1' {
				c |= 0x80 >> i
			}
		}
		if packed = append(packed, c); c == 0xFF {
			packed = append(packed, 0)
		}
		bits = bits[min(8, len(bits)):]
	}
	return packed
}

// PNG is a black picture of three colours, w by h (PNG 3rd edition). deep: of 16 bits and
// interlaced, so that our decoder would hold sixteen bytes of each pixel.
func PNG(w, h int, deep bool) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(w)), uint32(h))
	bytesEach, rows := 3, []int{w, h} // of each pass: how wide and how high
	if head = append(head, 8, 2, 0, 0, 0); deep {
		head[8], head[12], bytesEach, rows = 16, 1, 6, nil
		for _, pass := range [][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}} { // 8.2: where it begins, how far apart
			rows = append(rows, (w-pass[0]+pass[2]-1)/pass[2], (h-pass[1]+pass[3]-1)/pass[3])
		}
	}
	var pixels bytes.Buffer
	z := zlib.NewWriter(&pixels)
	for i := 0; i < len(rows); i += 2 {
		if row := make([]byte, 1+rows[i]*bytesEach); len(row) > 1 {
			for range rows[i+1] {
				z.Write(row) // to memory
			}
		}
	}
	z.Close()
	var b bytes.Buffer
	io.WriteString(&b, "\x89PNG\r\n\x1a\n")
	for _, chunk := range [][2]string{{"IHDR", string(head)}, {"IDAT", pixels.String()}, {"IEND", ""}} {
		body := chunk[0] + chunk[1]
		binary.Write(&b, binary.BigEndian, uint32(len(chunk[1])))
		io.WriteString(&b, body)
		binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE([]byte(body)))
	}
	return b.Bytes()
}
